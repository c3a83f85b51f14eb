// SPDX-License-Identifier: GPL-2.0-only
/* UDP datagrams keep their borders; recvmmsg takes several; truncation shows. */
#include "net.h"

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in from;
	socklen_t size = sizeof(address);
	char buffers[4][32];
	struct iovec vectors[4];
	struct mmsghdr messages[4];
	int in, out;

	begin(20);
	in = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0));
	out = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0));
	MUST(bind(in, (struct sockaddr *)&address, sizeof(address)));
	MUST(getsockname(in, (struct sockaddr *)&address, &size));
	for (int i = 0; i < 4; i++) {
		memset(buffers[i], 'a' + i, sizeof(buffers[i]));
		CHECK(sendto(out, buffers[i], (size_t)(i + 1) * 5, 0,
			     (struct sockaddr *)&address,
			     sizeof(address)) == (i + 1) * 5);
	}
	memset(messages, 0, sizeof(messages));
	for (int i = 0; i < 4; i++) {
		memset(buffers[i], 0, sizeof(buffers[i]));
		vectors[i] = (struct iovec){ buffers[i], 12 };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	messages[0].msg_hdr.msg_name = &from;
	messages[0].msg_hdr.msg_namelen = sizeof(from);
	CHECK(recvmmsg(in, messages, 4, 0, NULL) == 4);
	CHECK(from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	for (int i = 0; i < 4; i++)
		printf("%u %.12s truncated %d\n", messages[i].msg_len,
		       buffers[i],
		       (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0);
	printf("nothing left: %s\n",
	       outcome(recv(in, buffers, 1, MSG_DONTWAIT)));
	return finish();
}
