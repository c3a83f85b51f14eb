// SPDX-License-Identifier: GPL-2.0-only
/* A descriptor and credentials travel over a Unix socket. */
#include "net.h"

int main(void)
{
	union {
		char space[256];
		struct cmsghdr header;
	} control;
	char byte = 'x', text[16] = "";
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control };
	struct cmsghdr *header;
	int pair[2], ends[2], one = 1;
	pid_t pid;

	begin(20);
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	MUST(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)));
	pid = child();
	if (pid == 0) {
		MUST(pipe(ends));
		MUST(write(ends[1], "through", 8));
		message.msg_controllen = CMSG_SPACE(sizeof(int));
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &ends[0], sizeof(int));
		CHECK(sendmsg(pair[1], &message, 0) == 1);
		_exit(finish());
	}
	message.msg_controllen = sizeof(control);
	CHECK(recvmsg(pair[0], &message, MSG_CMSG_CLOEXEC) == 1);
	for (header = CMSG_FIRSTHDR(&message); header;
	     header = CMSG_NXTHDR(&message, header)) {
		if (header->cmsg_type == SCM_RIGHTS) {
			int fd;

			memcpy(&fd, CMSG_DATA(header), sizeof(fd));
			MUST(read(fd, text, sizeof(text)));
			printf("read %s, close on exec %d\n", text,
			       fcntl(fd, F_GETFD));
		} else if (header->cmsg_type == SCM_CREDENTIALS) {
			struct ucred credentials;

			memcpy(&credentials, CMSG_DATA(header),
			       sizeof(credentials));
			printf("from the child %d\n", credentials.pid == pid);
		}
	}
	printf("%s\n", fate(reap(pid)));
	return finish();
}
