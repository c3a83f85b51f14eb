// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations. Each is chosen by chance, executed and recorded in one line:
 * the arguments, what came back, and what can be observed afterwards. What is
 * chosen may depend on what was observed before, never on the way of the calls.
 */
#include "differential.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <linux/sockios.h>

#ifndef SOL_TLS
#define SOL_TLS 282
#endif
#ifndef SO_PEEK_OFF
#define SO_PEEK_OFF 42
#endif

static socklen_t name_length;
static off_t offset;
static enum who handle_who[HANDLES];
static int handle_connection[HANDLES];

static enum who choose_who(void)
{
	if (chance(nature.others))
		return pick(WHOS);
	if (chance(4))
		return CLIENT_DUP;
	return pick(2) ? CLIENT : SERVER;
}

/* Waiting */

static bool has_flags(enum api api)
{
	switch (api) {
	case WRITE:
	case WRITEV:
	case READ:
	case READV:
	case SENDFILE:
	case TCP_SENDFILE:
	case TCP_SENDFILEV:
	case HANDLE_SENDFILE:
		return false;
	default:
		return true;
	}
}

/* Is it likely that the call waits? */
static bool may_wait(const struct request *r, enum who who, bool in,
		     size_t length)
{
	struct pollfd entry = { fd_of(who), POLLIN | POLLOUT | POLLRDHUP, 0 };
	int queued = 0, space = 0;
	socklen_t size = sizeof(space);

	RAW(SYS_poll, &entry, 1, 0);
	if (in) {
		if (r->flags & (MSG_ERRQUEUE | MSG_OOB) && has_flags(r->api))
			return false;
		if (entry.revents & (POLLRDHUP | POLLHUP | POLLERR))
			return false;
		if (!(entry.revents & POLLIN))
			return true;
		if (!(r->flags & MSG_WAITALL && has_flags(r->api)))
			return false;
		RAW(SYS_ioctl, fd_of(who), SIOCINQ, &queued);
		return (size_t)queued < length;
	}
	if (entry.revents & (POLLHUP | POLLERR))
		return false;
	if (!(entry.revents & POLLOUT))
		return true;
	RAW(SYS_ioctl, fd_of(who), SIOCOUTQ, &queued);
	RAW(SYS_getsockopt, fd_of(who), SOL_SOCKET, SO_SNDBUF, &space, &size);
	return ((size_t)queued + length) > (size_t)space / 4;
}

/* A handle whose descriptor is closed, or is another connection's by now */
static bool is_orphan(const struct request *r)
{
	return by_handle(r->api) && !(is_open(handle_who[r->fd]) &&
				      handle_connection[r->fd] == connections);
}

/* Make the call, which must end some time */
static struct answer perform_guarded(struct request *r, enum who who, bool in,
				     size_t length)
{
	static const enum plan in_plans[] = {
		PLAN_NOTHING,	 PLAN_NOTHING,	  PLAN_PEER_SENDS,
		PLAN_PEER_SENDS, PLAN_PEER_SHUTS, PLAN_PEER_RESETS,
		PLAN_SHUT,
	};
	static const enum plan out_plans[] = {
		PLAN_NOTHING,	  PLAN_NOTHING,	    PLAN_PEER_DRAINS,
		PLAN_PEER_DRAINS, PLAN_PEER_RESETS, PLAN_SHUT,
	};
	enum plan plan = PLAN_NOTHING;
	struct answer answer;
	bool guarded = false;
	int status = -1;

	if (is_stream(who) && is_open(who) &&
	    !(has_flags(r->api) && r->flags & MSG_DONTWAIT)) {
		status = (int)RAW(SYS_fcntl, fd_of(who), F_GETFL);
		guarded = !(status & O_NONBLOCK);
	}
	/* a handle without descriptor: nobody can tell whether it would wait */
	if (is_orphan(r)) {
		status = -1;
		guarded = !has_flags(r->api);
		if (nature.waits) {
			nature.waits--;
			guarded = true;
		} else {
			r->flags |= MSG_DONTWAIT;
		}
	} else if (guarded && may_wait(r, who, in, length)) {
		if (nature.waits) {
			nature.waits--;
			plan = in ? PICK(in_plans) : PICK(out_plans);
			say(" waits:%s", plan_names[plan]);
		} else if (has_flags(r->api)) {
			r->flags |= MSG_DONTWAIT;
			guarded = false;
		} else {
			say(" for once O_NONBLOCK");
			RAW(SYS_fcntl, fd_of(who), F_SETFL,
			    status | O_NONBLOCK);
			guarded = false;
		}
	}
	if (!guarded)
		plan = PLAN_NOTHING;
#ifdef INJECT_FAULT
	guarded = true; /* who knows */
#endif
	if (has_flags(r->api)) {
		say(" flags ");
		say_flags(r->flags);
	}
	if (guarded)
		guard_begin(plan, who);
	answer = perform(r);
	say(" => %ld %s", answer.result, error_name(answer.error));
	if (guarded)
		guard_end();
	if (status >= 0 && !has_flags(r->api) && is_open(who))
		RAW(SYS_fcntl, fd_of(who), F_SETFL, status);
	if (answer.pipes)
		say(" SIGPIPE*%d", answer.pipes);
	if (answer.urgents)
		say(" SIGURG*%d", answer.urgents);
	return answer;
}

/* An open handle, most of the time, and whose it is; or -1 */
static int choose_handle(enum who *who)
{
	int number = (int)pick(HANDLES);

	if (!chance(8)) {
		for (int i = 0; i < HANDLES && !handle_is_open(number); i++)
			number = (number + 1) % HANDLES;
		if (!handle_is_open(number))
			return -1;
	}
	*who = handle_who[number];
	return number;
}

/* Whose descriptor the call gets, or which handle */
static enum who choose_target(struct request *r, enum api without, bool in)
{
	enum who who;
	int handle;

	if (by_handle(r->api)) {
		handle = choose_handle(&who);
		if (handle >= 0) {
			r->fd = handle;
			say("%s handle %d of %s", api_names[r->api], handle,
			    who_names[who]);
			return who;
		}
		r->api = without;
	}
	who = choose_who();
	if (in && is_stream(who) && is_open(who) && chance(50)) {
		int queued = 0;

		RAW(SYS_ioctl, fd_of(who), SIOCINQ, &queued);
		if (!queued)
			who = peer_of(who);
	}
	r->fd = descriptor(who);
	say("%s %s", api_names[r->api], who_names[who]);
	return who;
}

/* Operations */

static void do_send(void)
{
	static const enum api apis[] = {
		SEND,	      SEND,	   SENDTO,	 SENDMSG,   WRITE,
		WRITE,	      WRITEV,	   TCP_SEND,	 TCP_SENDV, HANDLE_SEND,
		HANDLE_SENDV, HANDLE_SEND, HANDLE_SENDV,
	};
	struct request r = { .api = PICK(apis) };
	struct area area;
	struct answer answer;
	size_t length = choose_length();
	enum who who = choose_target(
		&r, r.api == HANDLE_SEND ? SEND : TCP_SENDV, false);

	area = area_chosen(length, false, nature.bad);
	say(" %ld@", (long)length);
	area_say(area);
	r.flags = choose_flags(false);
	r.buffer = area.at;
	r.length = length;
	switch (r.api) {
	case SENDTO:
		choose_name(false, &r.name, &r.name_size);
		break;
	case SENDMSG:
		memset(&the_message, 0, sizeof(the_message));
		say(" in ");
		the_message.msg_iov = choose_vector(area, length, &r.count);
		the_message.msg_iovlen = (size_t)(long)r.count;
		choose_name(false, &the_message.msg_name,
			    &the_message.msg_namelen);
		choose_control(false, who);
		the_message.msg_flags = (int)random_next();
		r.message = placed(&the_message, sizeof(the_message));
		break;
	case WRITEV:
	case TCP_SENDV:
	case HANDLE_SENDV:
		say(" in ");
		r.vector = choose_vector(area, length, &r.count);
		break;
	default:
		break;
	}
	answer = perform_guarded(&r, who, false, length);
	if (answer.result > 0)
		stream_position += (uint64_t)answer.result;
}

static void do_receive(void)
{
	static const enum api apis[] = {
		RECV,	     RECV,	  RECVFROM,	RECVMSG,  RECVMSG,
		READ,	     READ,	  READV,	TCP_RECV, TCP_RECVV,
		HANDLE_RECV, HANDLE_RECV, HANDLE_RECVV,
	};
	struct request r = { .api = PICK(apis) };
	struct area area;
	struct answer answer;
	size_t length = choose_length();
	enum who who = choose_target(
		&r, r.api == HANDLE_RECV ? RECV : TCP_RECVV, true);

	area = area_chosen(length, true, nature.bad);
	say(" %ld@", (long)length);
	area_say(area);
	r.flags = choose_flags(true);
	r.buffer = area.at;
	r.length = length;
	switch (r.api) {
	case RECVFROM:
		choose_name(true, &r.name, &name_length);
		r.name_length = placed(&name_length, sizeof(name_length));
		if (!r.name && chance(50))
			r.name_length = NULL;
		break;
	case RECVMSG:
		memset(&the_message, 0, sizeof(the_message));
		say(" in ");
		the_message.msg_iov = choose_vector(area, length, &r.count);
		the_message.msg_iovlen = (size_t)(long)r.count;
		choose_name(true, &the_message.msg_name,
			    &the_message.msg_namelen);
		choose_control(true, who);
		the_message.msg_flags = (int)random_next();
		r.message = placed(&the_message, sizeof(the_message));
		break;
	case READV:
	case TCP_RECVV:
	case HANDLE_RECVV:
		say(" in ");
		r.vector = choose_vector(area, length, &r.count);
		break;
	default:
		break;
	}
	answer = perform_guarded(&r, who, true, length);
	/* an identifier that chance has chosen is in the packet's header */
	if (area.valid && who != RAW_SOCKET)
		say(" data=%llx",
		    (unsigned long long)hash(area.at, area.valid));
	if (r.api == RECVFROM) {
		say(" length=%d", (int)name_length);
		if (r.name)
			say_name();
	}
	if (r.api == RECVMSG) {
		say(" flags=%#x length=%d", (unsigned int)the_message.msg_flags,
		    (int)the_message.msg_namelen);
		if (the_message.msg_name)
			say_name();
		if (answer.result >= 0 && r.message == &the_message)
			say_control();
	}
}

/*
 * How much of a file goes into one segment is not determined where data is not
 * in one piece: behind a hole, and behind the pages that fit into a pipe, by
 * which Linux sends files.
 */
static bool in_one_piece(enum who file, off_t start, size_t length)
{
	off_t position, hole;

	if (length > 15 * 4096)
		return false;
	if (file < FILE_READ || file > FILE_WRITE || start < 0)
		return true;
	position = RAW(SYS_lseek, fd_of(file), 0, SEEK_CUR);
	hole = RAW(SYS_lseek, fd_of(file), start, SEEK_HOLE);
	RAW(SYS_lseek, fd_of(file), position, SEEK_SET);
	return hole < 0 || hole >= start + (off_t)length;
}

/*
 * All of a file, by as many calls as it takes. What is the same in the end is
 * the data; the connection is not used any more.
 */
static void send_whole(struct request *r, enum who who)
{
	int off = 0, calls = 0, status;
	struct answer answer;
	size_t left = r->length;
	uint64_t data = 0;
	long all = 0;

	RAW(SYS_setsockopt, fd_of(who), IPPROTO_TCP, TCP_CORK, &off,
	    sizeof(off));
	status = (int)RAW(SYS_fcntl, fd_of(who), F_GETFL);
	RAW(SYS_fcntl, fd_of(who), F_SETFL, O_RDWR | O_NONBLOCK);
	do {
		r->length = left;
		answer = perform(r);
		if (answer.result > 0) {
			all += answer.result;
			left -= (size_t)answer.result;
		}
		world_settle();
		drain_more(peer_of(who), &data);
	} while ((answer.result > 0 && left) ||
		 (answer.error == EAGAIN && ++calls < 1000));
	RAW(SYS_fcntl, fd_of(who), F_SETFL, status);
	say(" whole => %ld %s data=%llx", all, error_name(answer.error),
	    (unsigned long long)data);
}

static void do_sendfile(void)
{
	static const enum api apis[] = { SENDFILE,	  SENDFILE,
					 TCP_SENDFILE,	  TCP_SENDFILEV,
					 HANDLE_SENDFILE, HANDLE_SENDFILE };
	static const enum who files[] = { FILE_READ,  FILE_READ,  FILE_READ,
					  FILE_READ,  FILE_EMPTY, FILE_BOTH,
					  FILE_APPEND };
	static const off_t offsets[] = { 0,	   0,	    1,	    4095,
					 4096,	   199999,  200000, 269000,
					 270776,   270777,  300000, -1,
					 LONG_MAX, LONG_MIN };
	struct request r = { .api = PICK(apis) };
	struct answer answer;
	struct area area;
	size_t header = 0;
	off_t start;
	enum who who = choose_target(&r, TCP_SENDFILE, false), file;
	bool whole = false;

	file = chance(nature.others / 2) ? (enum who)pick(WHOS) : PICK(files);
	r.file = descriptor(file);
	r.length = choose_length();
	if ((!is_stream(who) || file == DEV_ZERO) && r.length > MOST)
		r.length = MOST;
	start = position_of(file);
	offset = PICK(offsets);
	if (chance(50))
		start = offset;
	else
		offset = -2;
	if (is_stream(who) && !in_one_piece(file, start, r.length)) {
		whole = r.api != TCP_SENDFILEV && is_alive() &&
			!is_orphan(&r) &&
			(!by_handle(r.api) || handle_is_open(r.fd));
		if (!whole)
			r.length %= 15 * 4096;
		if (!whole && !in_one_piece(file, start, r.length))
			r.length = 1;
	}
	say(" of %s,%ld at ", who_names[file], (long)r.length);
	if (offset == -2) {
		say("its position, %ld", (long)start);
	} else {
		say("%ld", (long)offset);
		r.offset = whole ? &offset : placed(&offset, sizeof(offset));
	}
	if (r.api == TCP_SENDFILEV) {
		header = pick(2) ? pick(300) : pick(10000);
		area = area_chosen(header, false, nature.bad);
		say(" after %zu@", header);
		area_say(area);
		say(" in ");
		r.vector = choose_vector(area, header, &r.count);
		r.flags = choose_flags(false) & ~MSG_DONTWAIT;
		if (r.flags) {
			say(" flags ");
			say_flags(r.flags);
		}
	}
	if (whole) {
		send_whole(&r, who);
	} else {
		answer = perform_guarded(&r, who, false,
					 header + MIN(r.length, (size_t)MOST));
		if (answer.result > 0)
			stream_position += (uint64_t)answer.result;
	}
	if (r.offset)
		say(" offset=%ld", (long)offset);
	if (file >= FILE_READ && file <= FILE_WRITE)
		say(" position=%ld", position_of(file));
	if (who >= FILE_READ && who <= FILE_WRITE)
		say(" position=%ld", position_of(who));
	if (whole)
		world_connect();
}

static void do_option(void)
{
	static const struct {
		int level, name;
		const char *text;
		int values[4];
		bool exotic;
	} options[] = {
		{ IPPROTO_TCP, TCP_NODELAY, "NODELAY", { 0, 1, 1, 1 }, 0 },
		{ IPPROTO_TCP, TCP_CORK, "CORK", { 0, 0, 1, 1 }, 0 },
		{ IPPROTO_TCP, TCP_CORK, "CORK", { 0, 0, 0, 1 }, 0 },
		{ IPPROTO_TCP, TCP_QUICKACK, "QUICKACK", { 0, 1, 1, 2 }, 0 },
		{ IPPROTO_TCP, 36, "INQ", { 0, 1, 1, 1 }, 0 },
		{ IPPROTO_TCP,
		  TCP_NOTSENT_LOWAT,
		  "NOTSENT_LOWAT",
		  { 0, 1, 5000, 100000 },
		  1 },
		{ IPPROTO_TCP, TCP_REPAIR, "REPAIR", { 0, 0, 1, -1 }, 1 },
		{ SOL_SOCKET,
		  SO_SNDBUF,
		  "SNDBUF",
		  { 0, 5000, 20000, 100000 },
		  0 },
		{ SOL_SOCKET,
		  SO_RCVBUF,
		  "RCVBUF",
		  { 0, 5000, 20000, 100000 },
		  0 },
		{ SOL_SOCKET, SO_RCVLOWAT, "RCVLOWAT", { 0, 1, 100, 5000 }, 0 },
		{ SOL_SOCKET, SO_RCVLOWAT, "RCVLOWAT", { 0, 1, 1, -1 }, 0 },
		{ SOL_SOCKET, SO_OOBINLINE, "OOBINLINE", { 0, 1, 1, 1 }, 0 },
		{ SOL_SOCKET, SO_KEEPALIVE, "KEEPALIVE", { 0, 1, 1, 1 }, 0 },
		{ SOL_SOCKET, SO_TIMESTAMP, "TIMESTAMP", { 0, 1, 1, 1 }, 0 },
		{ SOL_SOCKET, SO_ZEROCOPY, "ZEROCOPY", { 0, 1, 1, 2 }, 1 },
		{ SOL_SOCKET, SO_PEEK_OFF, "PEEK_OFF", { -1, 0, 10, 5000 }, 1 },
		{ SOL_SOCKET, SO_PRIORITY, "PRIORITY", { 0, 1, 4, 6 }, 1 },
		{ IPPROTO_IP, IP_RECVERR, "RECVERR", { 0, 1, 1, 1 }, 1 },
	};
	static const socklen_t sizes[] = {
		0, 1, 3, 5, 8, 100, (socklen_t)-1, INT_MAX
	};
	unsigned int i = pick(sizeof(options) / sizeof(options[0]));
	socklen_t size = sizeof(int);
	void *at;
	enum who who = choose_who();
	int fd = descriptor(who);

	if (options[i].exotic && !nature.exotic)
		i = 0;
	*(int *)control = options[i].values[pick(4)];
	say("setsockopt %s %s %d", who_names[who], options[i].text,
	    *(int *)control);
	at = placed(control, sizeof(int));
	if (chance(nature.bad))
		size = PICK(sizes);
	say(",%d => %ld", (int)size,
	    set_option(fd, options[i].level, options[i].name, at, size));
}

static void do_ioctl(void)
{
	static const unsigned long requests[] = { FIONREAD,   FIONREAD,
						  FIONREAD,   FIONREAD,
						  TIOCOUTQ,   SIOCATMARK,
						  SIOCOUTQNSD };
	unsigned long request = PICK(requests);
	enum who who = choose_who();
	int value = 0x5a5a5a5a;

	/* how much is on its way is a matter of time */
	if (request == TIOCOUTQ && is_stream(who))
		request = FIONREAD;
	say("ioctl %s %#lx", who_names[who], request);
	say(" => %ld",
	    ask(descriptor(who), request, placed(&value, sizeof(value))));
	say(" value=%d", value);
}

static void do_timeout(void)
{
	static const struct timeval times[] = {
		{ 0, 0 }, { 0, 8000 }, { 0, 8000 },    { 0, 8000 },
		{ 5, 0 }, { -1, 0 },   { 0, 1000000 },
	};
	struct timeval time = PICK(times);
	bool in = chance(50);
	enum who who = choose_who();

	say("setsockopt %s %s %ld.%06ld => %ld", who_names[who],
	    in ? "RCVTIMEO" : "SNDTIMEO", (long)time.tv_sec, (long)time.tv_usec,
	    set_option(descriptor(who), SOL_SOCKET,
		       in ? SO_RCVTIMEO : SO_SNDTIMEO, &time, sizeof(time)));
}

/* Encryption in the kernel, where the kernel has it */
static void do_tls(void)
{
	static const struct tls12_crypto_info_aes_gcm_128 key = {
		.info = { TLS_1_2_VERSION, TLS_CIPHER_AES_GCM_128 },
		.iv = "initial",
		.key = "fifteen letters",
		.salt = "abc",
	};
	bool all = chance(70);

	for (int who = CLIENT; who <= SERVER; who++) {
		if (!is_open(who))
			continue;
		if (all)
			drain(who);
		say("ulp %s => %ld ", who_names[who],
		    RAW(SYS_setsockopt, fd_of(who), IPPROTO_TCP, TCP_ULP, "tls",
			4));
		if (all)
			say("%ld %ld ",
			    RAW(SYS_setsockopt, fd_of(who), SOL_TLS, TLS_TX,
				&key, sizeof(key)),
			    RAW(SYS_setsockopt, fd_of(who), SOL_TLS, TLS_RX,
				&key, sizeof(key)));
		else if (chance(50))
			break;
	}
}

static void do_shutdown(void)
{
	static const int hows[] = {
		SHUT_RD, SHUT_WR, SHUT_WR, SHUT_RDWR, 3, -1
	};
	int how = PICK(hows);
	enum who who = choose_who();

	say("shutdown %s %d => %ld", who_names[who], how,
	    RAW(SYS_shutdown, descriptor(who), how));
}

static void do_close(void)
{
	struct linger linger = { 1, 0 };
	enum who who = choose_who();

	if (who == FAR || who == MINUS_ONE || who == CLOSED)
		return;
	descriptor(who);
	say("close %s", who_names[who]);
	if (is_stream(who) && chance(50)) {
		say(" with reset");
		RAW(SYS_setsockopt, fd_of(who), SOL_SOCKET, SO_LINGER, &linger,
		    sizeof(linger));
	}
	world_close(who);
}

static void do_handle(void)
{
	int number = (int)pick(HANDLES);
	struct answer answer;
	enum who who;

	if (chance(handle_is_open(number) ? 50 : 5)) {
		answer = handle_close(number);
		say("ukl_tcp_close %d", number);
	} else {
		if (handle_is_open(number))
			handle_close(number);
		who = choose_who();
		answer = handle_open(number, descriptor(who));
		if (answer.result == 0) {
			handle_who[number] = who;
			handle_connection[number] = connections;
		}
		say("ukl_tcp_open %d of %s", number, who_names[who]);
	}
	say(" => %ld %s", answer.result, error_name(answer.error));
}

/* What was never a handle */
static void do_foreign_handle(void)
{
	static const int64_t values[] = {
		-1,	   0,	      1,
		3,	   INT32_MAX, UINT32_MAX,
		INT64_MAX, INT64_MIN, 0x7fffffffll << 32,
	};
	int64_t value = PICK(values);
	struct answer answer = handle_foreign(value);

	say("foreign handle %lld => %ld %s", (long long)value, answer.result,
	    error_name(answer.error));
}

static void do_status_flags(void)
{
	static const int flags[] = {
		0, 0, O_NONBLOCK, O_NONBLOCK, O_APPEND, O_NONBLOCK | O_APPEND
	};
	int flag = PICK(flags);
	enum who who = chance(50) ? CLIENT : SERVER;

	say("F_SETFL %s %#x", who_names[who], (unsigned int)flag);
	if (is_open(who))
		RAW(SYS_fcntl, fd_of(who), F_SETFL, O_RDWR | flag);
}

static void do_error(void)
{
	enum who who = choose_who();
	int value = -1;
	socklen_t size = sizeof(value);

	say("SO_ERROR %s => %ld", who_names[who],
	    RAW(SYS_getsockopt, descriptor(who), SOL_SOCKET, SO_ERROR, &value,
		&size));
	say(" %s", error_name(value));
}

static void do_seek(void)
{
	static const off_t places[] = { 0,	1,	4096,  199000,
					269500, 270777, 400000 };
	off_t place = PICK(places);
	enum who who = FILE_READ + pick(FILE_WRITE - FILE_READ + 1);

	say("lseek %s %ld => %ld", who_names[who], (long)place,
	    RAW(SYS_lseek, descriptor(who), place, SEEK_SET));
}

static void do_connect(void)
{
	socklen_t size;
	const struct sockaddr *target = target_address(&size);

	say("connect fresh => %ld",
	    RAW(SYS_connect, descriptor(FRESH), target, size));
}

static void do_drain(void)
{
	enum who who = chance(50) ? CLIENT : SERVER;

	say("drain %s => %d", who_names[who], drain(who));
}

static void do_nothing(void)
{
	say("nothing");
}

void step(uint64_t seed, int number)
{
	static const struct {
		unsigned int weight;
		void (*operation)(void);
	} operations[] = {
		{ 36, do_send },   { 36, do_receive }, { 9, do_sendfile },
		{ 6, do_option },  { 4, do_timeout },  { 2, do_shutdown },
		{ 2, do_close },   { 6, do_handle },   { 2, do_status_flags },
		{ 3, do_drain },   { 1, do_error },    { 1, do_seek },
		{ 1, do_connect }, { 1, do_tls },      { 1, do_foreign_handle },
		{ 2, do_ioctl },
	};
	void (*operation)(void) = do_nothing;
	unsigned int all = 0, chosen;

	random_start(seed, (uint64_t)number + 1);
	say("%3d ", number);
	if (!is_alive() &&
	    chance(is_open(CLIENT) || is_open(SERVER) ? 12 : 50)) {
		say("connect");
		world_connect();
	} else {
		for (size_t i = 0;
		     i < sizeof(operations) / sizeof(operations[0]); i++)
			all += operations[i].weight;
		chosen = pick(all);
		for (size_t i = 0;
		     i < sizeof(operations) / sizeof(operations[0]); i++) {
			if (chosen < operations[i].weight) {
				operation = operations[i].operation;
				break;
			}
			chosen -= operations[i].weight;
		}
		if (operation == do_timeout && !nature.waits)
			operation = do_send;
		if (operation == do_tls && !nature.exotic)
			operation = do_receive;
		operation();
	}
	say(" |");
	observe();
	say("\n");
}
