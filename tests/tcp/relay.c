// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bad network: exchanges Ethernet frames between a tap device and QEMU
 * (-netdev dgram over Unix sockets) and on the way drops, delays, reorders,
 * duplicates and damages them.
 *
 *   relay TAP OWN-SOCKET QEMU-SOCKET CONTROL-SOCKET [SEED]
 *   relay tell CONTROL-SOCKET COMMAND...
 *
 * Commands, of which each is answered by one line:
 *   loss|duplicate|reorder|damage PERCENT
 *   delay MS JITTER    jitter alone leaves the order as it is
 *   cut ADDRESS        drop what comes from and goes to this IPv4 address
 *   mend ADDRESS       no longer
 *   perfect            none of all that
 *   count              what was done since the last "count"
 *
 * The same seed makes the same choice for the n-th frame of a direction.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	/* Far more than one connection's window; a link that is full drops. */
	QUEUE_MAX = 32768,
	FRAME_MAX = 65536 + 64,
	CUT_MAX = 8,
	/* A frame that is reordered waits up to so much longer. */
	REORDER_US = 15000,
	/* QEMU's socket is full: try again after this. */
	RETRY_US = 200,
	ETHER_HEADER = 14,
	IPV4_HEADER = 20,
};

struct frame {
	uint64_t due; /* microseconds */
	uint64_t number; /* of two that are due at once, the first goes first */
	int length;
	unsigned char data[];
};

struct direction {
	struct frame **queue; /* a heap: the next one first */
	int queued;
	uint64_t random;
	uint64_t last_due; /* of the frames that keep their order */
	unsigned long frames, lost, duplicated, reordered, damaged, cut, full;
};

enum { TO_GUEST, TO_HOST };

static struct direction directions[2];
static double loss, duplicate, reorder, damage; /* 0 to 1 */
static double delay_us, jitter_us;
static uint32_t cut[CUT_MAX];
static int nr_cut;
static int tap, link_fd, control;
static struct sockaddr_un qemu;

static void __attribute__((noreturn, format(printf, 1, 2)))
fail(const char *format, ...)
{
	int reason = errno;
	va_list list;

	fprintf(stderr, "relay: ");
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, ": %s\n", strerror(reason));
	exit(1);
}

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

/* xorshift64*, as a number from 0 to below 1. */
static double chance(struct direction *direction)
{
	uint64_t x = direction->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	direction->random = x;
	return (x * 0x2545f4914f6cdd1dull >> 11) / (double)(1ull << 53);
}

static bool before(const struct frame *a, const struct frame *b)
{
	return a->due != b->due ? a->due < b->due : a->number < b->number;
}

static void queue_push(struct direction *direction, struct frame *frame)
{
	struct frame **queue = direction->queue;
	int at = direction->queued++;

	for (; at && before(frame, queue[(at - 1) / 2]); at = (at - 1) / 2)
		queue[at] = queue[(at - 1) / 2];
	queue[at] = frame;
}

static void queue_pop(struct direction *direction)
{
	struct frame **queue = direction->queue;
	struct frame *last = queue[--direction->queued];
	int at = 0;

	for (;;) {
		int next = 2 * at + 1;

		if (next >= direction->queued)
			break;
		if (next + 1 < direction->queued &&
		    before(queue[next + 1], queue[next]))
			next++;
		if (!before(queue[next], last))
			break;
		queue[at] = queue[next];
		at = next;
	}
	queue[at] = last;
}

static bool is_ipv4(const unsigned char *data, int length)
{
	return length >= ETHER_HEADER + IPV4_HEADER && data[12] == 0x08 &&
	       data[13] == 0x00;
}

static bool is_cut(const unsigned char *data, int length)
{
	/* Source and target, of an IPv4 packet and in an ARP message. */
	bool arp = length >= 42 && data[12] == 0x08 && data[13] == 0x06;
	int source = arp ? 28 : 26, target = arp ? 38 : 30;

	if (!arp && !is_ipv4(data, length))
		return false;
	for (int i = 0; i < nr_cut; i++)
		if (memcmp(data + source, &cut[i], 4) == 0 ||
		    memcmp(data + target, &cut[i], 4) == 0)
			return true;
	return false;
}

static void enqueue(struct direction *direction, const unsigned char *data,
		    int length, uint64_t due)
{
	struct frame *frame;

	if (direction->queued == QUEUE_MAX) {
		direction->full++;
		return;
	}
	frame = malloc(sizeof(*frame) + length);
	if (!frame)
		fail("no memory");
	frame->due = due;
	frame->number = direction->frames;
	frame->length = length;
	memcpy(frame->data, data, length);
	queue_push(direction, frame);
}

static void take_frame(struct direction *direction, unsigned char *data,
		       int length)
{
	/* All are drawn for each frame, so that one does not shift the rest. */
	bool lose = chance(direction) < loss;
	bool twice = chance(direction) < duplicate;
	bool late = chance(direction) < reorder;
	bool spoil = chance(direction) < damage;
	double jitter = jitter_us * (2 * chance(direction) - 1);
	double place = chance(direction);
	uint64_t now = now_us(), due = now;

	direction->frames++;
	if (nr_cut && is_cut(data, length)) {
		direction->cut++;
		return;
	}
	if (lose) {
		direction->lost++;
		return;
	}
	if (spoil && is_ipv4(data, length)) {
		/* One bit, behind Ethernet's header: a checksum will tell. */
		int bit = place * (length - ETHER_HEADER) * 8;

		data[ETHER_HEADER + bit / 8] ^= 1 << bit % 8;
		direction->damaged++;
	}
	if (delay_us + jitter > 0)
		due += delay_us + jitter;
	if (late) {
		due += place * REORDER_US;
		direction->reordered++;
	} else {
		if (due < direction->last_due)
			due = direction->last_due;
		direction->last_due = due;
	}
	enqueue(direction, data, length, due);
	if (twice) {
		enqueue(direction, data, length, due + place * REORDER_US);
		direction->duplicated++;
	}
}

/* False if the receiver has no room. */
static bool put_frame(struct direction *direction, const struct frame *frame)
{
	if (direction == &directions[TO_HOST])
		return write(tap, frame->data, frame->length) >= 0 ||
		       errno != EAGAIN;
	/* Without a guest there is no socket; such frames are lost. */
	return sendto(link_fd, frame->data, frame->length, MSG_DONTWAIT,
		      (struct sockaddr *)&qemu, sizeof(qemu)) >= 0 ||
	       (errno != EAGAIN && errno != ENOBUFS);
}

/* Send what is due; returns the time to look again. */
static uint64_t put_frames(struct direction *direction, uint64_t now)
{
	while (direction->queued && direction->queue[0]->due <= now) {
		struct frame *frame = direction->queue[0];

		if (!put_frame(direction, frame))
			return now + RETRY_US;
		queue_pop(direction);
		free(frame);
	}
	return direction->queued ? direction->queue[0]->due : UINT64_MAX;
}

static void get_frames(int fd, struct direction *direction)
{
	static unsigned char data[FRAME_MAX];

	/* Not for ever: the other side wants its turn. */
	for (int i = 0; i < 64; i++) {
		int length = read(fd, data, sizeof(data));

		if (length < ETHER_HEADER)
			return;
		take_frame(direction, data, length);
	}
}

static bool parse_percent(const char *text, double *share)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || *end || percent < 0 || percent > 100)
		return false;
	*share = percent / 100;
	return true;
}

static bool change_cut(const char *text, bool add)
{
	uint32_t address;
	int i;

	if (inet_pton(AF_INET, text, &address) != 1)
		return false;
	for (i = 0; i < nr_cut && cut[i] != address; i++)
		;
	if (add && i == nr_cut) {
		if (nr_cut == CUT_MAX)
			return false;
		cut[nr_cut++] = address;
	} else if (!add && i < nr_cut) {
		cut[i] = cut[--nr_cut];
	}
	return true;
}

static void count(char *answer, size_t size)
{
	unsigned long lost = 0, duplicated = 0, reordered = 0, damaged = 0;
	unsigned long frames = 0, cut_off = 0, full = 0;

	for (int i = 0; i < 2; i++) {
		struct direction *direction = &directions[i];

		frames += direction->frames;
		lost += direction->lost;
		duplicated += direction->duplicated;
		reordered += direction->reordered;
		damaged += direction->damaged;
		cut_off += direction->cut;
		full += direction->full;
		direction->frames = direction->lost = direction->duplicated = 0;
		direction->reordered = direction->damaged = 0;
		direction->cut = direction->full = 0;
	}
	snprintf(
		answer, size,
		"frames %lu lost %lu duplicated %lu reordered %lu damaged %lu cut %lu full %lu",
		frames, lost, duplicated, reordered, damaged, cut_off, full);
}

static bool obey_numbers(const char *name, char **words, int nr)
{
	static const struct {
		const char *name;
		double *share;
	} shares[] = {
		{ "loss", &loss },
		{ "duplicate", &duplicate },
		{ "reorder", &reorder },
		{ "damage", &damage },
	};

	if (strcmp(name, "delay") == 0 && nr == 2) {
		delay_us = atof(words[0]) * 1000;
		jitter_us = atof(words[1]) * 1000;
		return delay_us >= 0 && jitter_us >= 0;
	}
	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
		if (strcmp(name, shares[i].name) == 0)
			return nr == 1 &&
			       parse_percent(words[0], shares[i].share);
	if (strcmp(name, "cut") == 0 || strcmp(name, "mend") == 0)
		return nr == 1 && change_cut(words[0], *name == 'c');
	return false;
}

static void obey(char *command, char *answer, size_t size)
{
	char *words[4] = { NULL }, *rest = command, *word;
	int nr = 0;

	while (nr < 4 && (word = strsep(&rest, " \n")))
		if (*word)
			words[nr++] = word;
	snprintf(answer, size, "ok");
	if (nr == 1 && strcmp(words[0], "perfect") == 0) {
		loss = duplicate = reorder = damage = 0;
		delay_us = jitter_us = 0;
		nr_cut = 0;
	} else if (nr == 1 && strcmp(words[0], "count") == 0) {
		count(answer, size);
	} else if (nr == 0 || !obey_numbers(words[0], words + 1, nr - 1)) {
		snprintf(answer, size, "error: not a command");
	}
}

static void take_command(void)
{
	char command[256], answer[512];
	struct sockaddr_un from;
	socklen_t size = sizeof(from);
	int length = recvfrom(control, command, sizeof(command) - 1,
			      MSG_DONTWAIT, (struct sockaddr *)&from, &size);

	if (length < 0)
		return;
	command[length] = '\0';
	obey(command, answer, sizeof(answer));
	sendto(control, answer, strlen(answer), MSG_DONTWAIT,
	       (struct sockaddr *)&from, size);
}

static struct sockaddr_un unix_address(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		fail("%s", path);
	}
	strcpy(address.sun_path, path);
	return address;
}

static int unix_socket(const char *path)
{
	struct sockaddr_un address = unix_address(path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int room = 1 << 20;

	if (fd < 0)
		fail("socket");
	unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("%s", path);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return fd;
}

static int tap_open(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		fail("/dev/net/tun");
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &request))
		fail("%s", name);
	return fd;
}

static int tell(const char *path, char **words)
{
	struct sockaddr_un to = unix_address(path),
			   own = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct timeval patience = { .tv_sec = 10 };
	char text[512] = "";

	for (; *words; words++) {
		strncat(text, *words, sizeof(text) - strlen(text) - 2);
		strcat(text, " ");
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	/* A name of the kernel's choice, for the answer. */
	if (bind(fd, (struct sockaddr *)&own, sizeof(own.sun_family)) ||
	    sendto(fd, text, strlen(text), 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		fail("%s", path);
	memset(text, 0, sizeof(text));
	if (recv(fd, text, sizeof(text) - 1, 0) < 0)
		fail("no answer");
	puts(text);
	return strncmp(text, "error", 5) == 0;
}

int main(int argc, char **argv)
{
	struct pollfd fds[3];
	uint64_t seed;

	if (argc >= 4 && strcmp(argv[1], "tell") == 0)
		return tell(argv[2], argv + 3);
	if (argc < 5 || argc > 6) {
		fprintf(stderr,
			"usage: relay TAP OWN-SOCKET QEMU-SOCKET CONTROL-SOCKET [SEED]\n"
			"       relay tell CONTROL-SOCKET COMMAND...\n");
		return 2;
	}
	seed = argc == 6 ? strtoull(argv[5], NULL, 0) : 1;
	for (int i = 0; i < 2; i++) {
		/* Odd factors: neighbouring seeds differ in all bits. */
		directions[i].random =
			(seed * 2 + i + 1) * 0x9e3779b97f4a7c15ull | 1;
		directions[i].queue = calloc(QUEUE_MAX, sizeof(struct frame *));
		if (!directions[i].queue)
			fail("no memory");
	}
	qemu = unix_address(argv[3]);
	tap = tap_open(argv[1]);
	link_fd = unix_socket(argv[2]);
	control = unix_socket(argv[4]);

	fds[0] = (struct pollfd){ .fd = tap, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = link_fd, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = control, .events = POLLIN };
	for (;;) {
		uint64_t now = now_us();
		uint64_t next = put_frames(&directions[TO_GUEST], now);
		uint64_t other = put_frames(&directions[TO_HOST], now);
		struct timespec wait, *timeout = NULL;

		if (other < next)
			next = other;
		if (next != UINT64_MAX) {
			uint64_t us = next > now ? next - now : 0;

			wait.tv_sec = us / 1000000;
			wait.tv_nsec = us % 1000000 * 1000;
			timeout = &wait;
		}
		if (ppoll(fds, 3, timeout, NULL) < 0 && errno != EINTR)
			fail("poll");
		if (fds[0].revents)
			get_frames(tap, &directions[TO_GUEST]);
		if (fds[1].revents)
			get_frames(link_fd, &directions[TO_HOST]);
		if (fds[2].revents)
			take_command();
	}
}
