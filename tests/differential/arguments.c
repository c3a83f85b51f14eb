// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arguments of calls, good and bad ones, and what is recorded of them before
 * and afterwards.
 */
#include "differential.h"
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/param.h>
#include <sys/syscall.h>

#define MOST_VECTORS 1025

struct msghdr the_message;
char control[512] __attribute__((aligned(8)));
static struct iovec vectors[MOST_VECTORS + 1];
static char names[256];

size_t choose_length(void)
{
	static const size_t absurd[] = {
		INT_MAX,
		(size_t)INT_MAX + 1,
		0x7ffff000,
		0x7ffff000 - 1,
		0x7ffff000 + 1,
		UINT_MAX,
		(size_t)UINT_MAX + 1,
		(size_t)1 << 40,
		(size_t)1 << 47,
		LONG_MAX,
		(size_t)LONG_MIN,
		(size_t)-1,
		(size_t)-2,
	};

	switch (pick(20)) {
	case 0:
		return 0;
	case 1:
	case 2:
		return 1;
	case 3:
	case 4:
	case 5:
	case 6:
		return 1 + pick(100);
	case 7:
	case 8:
	case 9:
		return 1000 + pick(1000);
	case 10:
	case 11:
		return 4090 + pick(12);
	case 12:
	case 13:
	case 14:
		return 1 + pick(20000);
	case 15:
	case 16:
		return 65530 + pick(12);
	case 17:
		return pick(MOST);
	default:
		return chance(nature.exotic ? 80 : 10) ? PICK(absurd) :
							 1 + pick(3000);
	}
}

static const struct {
	int flag;
	const char *name;
} flag_names[] = {
	{ MSG_OOB, "OOB" },
	{ MSG_PEEK, "PEEK" },
	{ MSG_DONTROUTE, "DONTROUTE" },
	{ MSG_CTRUNC, "CTRUNC" },
	{ MSG_TRUNC, "TRUNC" },
	{ MSG_DONTWAIT, "DONTWAIT" },
	{ MSG_EOR, "EOR" },
	{ MSG_WAITALL, "WAITALL" },
	{ MSG_CONFIRM, "CONFIRM" },
	{ MSG_ERRQUEUE, "ERRQUEUE" },
	{ MSG_NOSIGNAL, "NOSIGNAL" },
	{ MSG_MORE, "MORE" },
	{ MSG_ZEROCOPY, "ZEROCOPY" },
	{ MSG_FASTOPEN, "FASTOPEN" },
	{ MSG_CMSG_CLOEXEC, "CMSG_CLOEXEC" },
};

void say_flags(int flags)
{
	const char *between = "";

	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if (flags & flag_names[i].flag) {
			say("%s%s", between, flag_names[i].name);
			flags &= ~flag_names[i].flag;
			between = "|";
		}
	if (flags || !*between)
		say("%s%#x", between, (unsigned int)flags);
}

int choose_flags(bool in)
{
	static const int out_flags[] = {
		MSG_DONTWAIT, MSG_DONTWAIT, MSG_NOSIGNAL, MSG_NOSIGNAL,
		MSG_MORE,     MSG_MORE,	    MSG_EOR,	  MSG_DONTROUTE,
		MSG_CONFIRM,  MSG_ERRQUEUE, MSG_PEEK,	  MSG_TRUNC,
	};
	static const int in_flags[] = {
		MSG_DONTWAIT, MSG_DONTWAIT, MSG_PEEK,	  MSG_PEEK,
		MSG_PEEK,     MSG_WAITALL,  MSG_WAITALL,  MSG_WAITALL,
		MSG_TRUNC,    MSG_TRUNC,    MSG_ERRQUEUE, MSG_CMSG_CLOEXEC,
		MSG_NOSIGNAL,
	};
	int flags = 0;

	if (nature.urgent && chance(15))
		flags |= MSG_OOB;
	if (nature.zerocopy && chance(50))
		flags |= in ? MSG_ERRQUEUE : MSG_ZEROCOPY;
	if (chance(60))
		return flags;
	for (int i = chance(30) ? 2 : 1; i; i--)
		flags |= in ? PICK(in_flags) : PICK(out_flags);
	if (nature.exotic && chance(30))
		flags |= 1 << pick(31);
	if (nature.exotic && chance(10))
		flags |= 1u << 31;
	if (nature.exotic && chance(5))
		flags = (int)random_next();
	if (nature.exotic && chance(5))
		flags |= MSG_FASTOPEN;
	return flags;
}

/* A structure that the kernel reads or writes, perhaps where it cannot */
void *placed(void *what, size_t size)
{
	size_t there;
	char *at;

	if (!chance(nature.bad / 3))
		return what;
	switch (pick(3)) {
	case 0:
		there = pick((unsigned int)size + 1);
		at = before_hole(there);
		say("(hole-%zu)", there);
		memcpy(at, what, there);
		return at;
	case 1:
		if (size > 4096)
			return what;
		say("(read_only)");
		return read_only_page(what, size);
	default:
		at = bad_pointer();
		say("(");
		area_say((struct area){ at, 0 });
		say(")");
		return at;
	}
}

/* The area in so many pieces; returns where the array is */
struct iovec *choose_vector(struct area area, size_t length, int *count)
{
	static const int counts[] = { 1, 1, 1, 2, 2, 3, 4, 7, 8, 9, 16, 64 };
	static const int odd[] = { 0, -1, 1024, 1024, 1025, INT_MIN, INT_MAX };
	static const size_t lengths[] = {
		(size_t)-1,	      LONG_MAX,	   (size_t)LONG_MIN,
		(size_t)UINT_MAX + 1, 0x7ffff000u,
	};
	size_t left = length, each;
	int used;

	*count = chance(8) ? PICK(odd) : PICK(counts);
	used = *count < 0 || *count > MOST_VECTORS ? MOST_VECTORS : *count;
	for (int i = 0; i < used; i++) {
		each = left / (size_t)(used - i);
		if (i + 1 == used)
			each = left;
		else if (each && each <= MOST)
			each = pick((unsigned int)each * 2);
		vectors[i].iov_base = area.at + (length - left);
		vectors[i].iov_len = each;
		left -= each;
		if (!each && chance(nature.bad))
			vectors[i].iov_base = bad_pointer();
	}
	say("%d", *count);
	if (used && chance(nature.bad)) {
		int which = (int)pick((unsigned int)used);

		if (chance(50)) {
			vectors[which].iov_base = bad_pointer();
		} else {
			vectors[which].iov_base = before_hole(
				pick(100)); /* no length goes further */
			vectors[which].iov_len = PICK(lengths);
		}
		say("[%d:", which);
		area_say((struct area){ vectors[which].iov_base, 0 });
		say(",%ld]", (long)vectors[which].iov_len);
	}
	return placed(vectors, sizeof(vectors[0]) * (size_t)used);
}

void choose_name(bool in, void **name, socklen_t *size)
{
	static const socklen_t sizes[] = { 0,	   1,	2,   15,  16,
					   28,	   128, 129, 200, (socklen_t)-1,
					   INT_MAX };
	const struct sockaddr *target;

	*name = NULL;
	*size = 0;
	if (chance(nature.exotic ? 30 : 70)) {
		if (chance(20))
			*size = PICK(sizes);
		say(" no name,%d", (int)*size);
		return;
	}
	memset(names, 0x5a, sizeof(names));
	if (!in) {
		target = target_address(size);
		memcpy(names, target, *size);
		if (chance(10))
			memset(names, 0, 2); /* AF_UNSPEC */
	} else {
		*size = sizeof(struct sockaddr_storage);
	}
	if (chance(40))
		*size = PICK(sizes);
	say(" name");
	*name = placed(names, sizeof(names));
	say(",%d", (int)*size);
}

void say_name(void)
{
	char copy[sizeof(names)];

	/* but the port, which chance has chosen */
	memcpy(copy, names, sizeof(copy));
	copy[2] = copy[3] = 0;
	say(" name=%llx", (unsigned long long)hash(copy, sizeof(copy)));
}

void choose_control(bool in, enum who who)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 20, 24, 40, 64, 256 };
	static const int types[] = { 36, 37, SCM_RIGHTS, 1000, 61 };
	struct cmsghdr *part = (struct cmsghdr *)control;
	int value = 0;

	the_message.msg_control = NULL;
	the_message.msg_controllen = 0;
	if (chance(nature.exotic ? 30 : 60))
		return;
	memset(control, 0x3c, sizeof(control));
	the_message.msg_controllen = PICK(sizes);
	if (!in) {
		part->cmsg_level = chance(80) ? SOL_SOCKET : IPPROTO_IP;
		part->cmsg_type = PICK(types);
		part->cmsg_len = CMSG_LEN(sizeof(int));
		if (who >= UNIX_A && who <= SEQ_B)
			value = descriptor(PIPE_IN);
		memcpy(CMSG_DATA(part), &value, sizeof(value));
		the_message.msg_controllen = CMSG_SPACE(sizeof(int));
		if (chance(10))
			part->cmsg_len = PICK(sizes);
		if (chance(20))
			the_message.msg_controllen = PICK(sizes);
		say(" control %d:%d,%zu", part->cmsg_level, part->cmsg_type,
		    part->cmsg_len);
	} else {
		say(" control");
	}
	if (chance(5))
		the_message.msg_controllen = chance(50) ? (size_t)INT_MAX + 1 :
							  50000000;
	say(",%zu", the_message.msg_controllen);
	the_message.msg_control = placed(control, sizeof(control));
}

/* What came, but times; descriptors that came are closed */
void say_control(void)
{
	size_t left = MIN(the_message.msg_controllen, sizeof(control));
	char *at = control;

	say(" control=%zu", the_message.msg_controllen);
	if (the_message.msg_control != control)
		return;
	while (left >= sizeof(struct cmsghdr)) {
		struct cmsghdr *part = (struct cmsghdr *)at;
		size_t size = MIN(part->cmsg_len, left);

		say("(%d:%d,%zu", part->cmsg_level, part->cmsg_type,
		    part->cmsg_len);
		if (size < sizeof(*part)) {
			say(")");
			break;
		}
		size -= sizeof(*part);
		if (part->cmsg_level == SOL_SOCKET &&
		    part->cmsg_type == SCM_RIGHTS) {
			int fd;

			memcpy(&fd, CMSG_DATA(part), MIN(size, sizeof(fd)));
			say(" fd,%ld", RAW(SYS_fcntl, fd, F_GETFD));
			RAW(SYS_close, fd);
		} else if (part->cmsg_level == IPPROTO_TCP ||
			   part->cmsg_level == IPPROTO_IP ||
			   part->cmsg_level == IPPROTO_IPV6) {
			say(" %llx",
			    (unsigned long long)hash(CMSG_DATA(part), size));
		}
		say(")");
		if (CMSG_ALIGN(part->cmsg_len) >= left)
			break;
		left -= CMSG_ALIGN(part->cmsg_len);
		at += CMSG_ALIGN(part->cmsg_len);
	}
}
