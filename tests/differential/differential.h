/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differential test of calls on sockets: a sequence of operations that
 * follows from a seed is executed twice, each time in a process of its own and
 * on connections of its own: by calls (libc's functions and those of
 * <ukl/tcp.h>) and by the instruction SYSCALL. Both must see the same.
 *
 *	main.c		the two runs of a seed, the comparison, the report
 *	steps.c		which operations, on what
 *	arguments.c	all but buffers
 *	memory.c	buffers, good and bad ones
 *	world.c		the descriptors, and what can be observed of them
 *	calls.c		the two ways to make a call
 */
#ifndef DIFFERENTIAL_H
#define DIFFERENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

/* Chance. Every step has its own, so that steps can be left out */
void random_start(uint64_t seed, uint64_t step);
uint64_t random_next(void);
unsigned int pick(unsigned int count); /* 0 .. count - 1 */
bool chance(unsigned int percent);
#define PICK(array) ((array)[pick(sizeof(array) / sizeof((array)[0]))])

/* The record of a run */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *error_name(int error);

/* calls.c */

enum way { BY_CALLS, BY_INSTRUCTION };
extern enum way way;

#ifdef INJECT_FAULT
/* A fault that the calls are given on purpose */
extern int fault;
extern const char *const fault_names[];
#endif

enum api {
	SEND,
	SENDTO,
	SENDMSG,
	WRITE,
	WRITEV,
	TCP_SEND,
	TCP_SENDV,
	HANDLE_SEND,
	HANDLE_SENDV,
	SENDFILE,
	TCP_SENDFILE,
	TCP_SENDFILEV,
	HANDLE_SENDFILE,
	RECV,
	RECVFROM,
	RECVMSG,
	READ,
	READV,
	TCP_RECV,
	TCP_RECVV,
	HANDLE_RECV,
	HANDLE_RECVV,
	APIS
};
extern const char *const api_names[APIS];

struct request {
	enum api api;
	int fd; /* of the handle, the number in handles[] */
	int flags;
	char *buffer;
	size_t length; /* also the count of sendfile */
	struct iovec *vector;
	int count;
	struct msghdr *message;
	void *name;
	socklen_t *name_length; /* recvfrom */
	socklen_t name_size; /* sendto */
	int file;
	off_t *offset;
};

struct answer {
	long result;
	int error;
	int pipes, urgents; /* signals SIGPIPE and SIGURG */
};

bool by_handle(enum api api);
struct answer perform(const struct request *request);
#define RAW6(number, a, b, c, d, e, f, ...)                                  \
	raw_call((long)(number), (long)(a), (long)(b), (long)(c), (long)(d), \
		 (long)(e), (long)(f))
#define RAW(...) RAW6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
long raw_call(long number, long a, long b, long c, long d, long e, long f);

/* 0 or -errno */
long set_option(int fd, int level, int name, const void *value, socklen_t size);

long ask(int fd, unsigned long request, int *value); /* ioctl(2) */

#define HANDLES 4
#define COPIES 600 /* first number of those that stand for handles */
struct answer handle_open(int number, int fd);
struct answer handle_close(int number);
struct answer handle_foreign(int64_t value);
bool handle_is_open(int number);

/* memory.c */

#define MOST 300000 /* bytes in one good buffer */

/* A buffer; to be looked at are its valid bytes, also those behind its length */
struct area {
	char *at;
	size_t valid;
};

void memory_prepare(void);
struct area area_good(size_t length, bool out);
struct area area_chosen(size_t length, bool out, unsigned int bad);
void *bad_pointer(void);
void *read_only_page(const void *data, size_t size);
char *before_hole(size_t size);
uint64_t hash(const void *data, size_t size);
void area_say(struct area area);
extern uint64_t stream_position;

/* world.c */

enum who {
	CLIENT,
	SERVER,
	CLIENT_DUP,
	FRESH,
	LISTENER,
	CLOSED,
	MINUS_ONE,
	FAR,
	PATH_ONLY,
	PATH_SOCKET,
	PIPE_IN,
	PIPE_OUT,
	FILE_READ,
	FILE_EMPTY,
	FILE_BOTH,
	FILE_APPEND,
	FILE_WRITE,
	FOLDER,
	EVENTS,
	EPOLL,
	UNIX_A,
	UNIX_B,
	DGRAM_A,
	DGRAM_B,
	SEQ_A,
	SEQ_B,
	UDP_A,
	UDP_B,
	RAW_SOCKET,
	PACKET_SOCKET,
	DEV_NULL,
	DEV_ZERO,
	TIMER,
	WATCH,
	WHOS
};
extern const char *const who_names[WHOS];

/* What a seed decides for all its steps */
struct nature {
	int family;
	bool no_delay, settle, restart, urgent, zerocopy, exotic, own_urgent;
	bool watch_files;
	bool storm; /* of signals, which must change nothing */
	bool nonblocking;
	int waits; /* how many calls may wait */
	unsigned int bad; /* percent of bad pointers */
	unsigned int others; /* percent of other descriptors */
	int send_space, receive_space; /* 0: the default */
	enum { ALONE, THREAD, SHARED_FILES, FORKED } company;
};
extern struct nature nature;

void world_prepare(void);
void world_begin(uint64_t seed);
void world_end(void);
int descriptor(enum who who);
bool is_stream(enum who who);
enum who peer_of(enum who who);
void world_connect(void);
extern int connections; /* how many there have been */
void world_close(enum who who);
bool is_open(enum who who);
bool is_alive(void);
int fd_of(enum who who);
const struct sockaddr *target_address(socklen_t *size);
void world_settle(void);
void observe(void);
long position_of(enum who who);
int drain(enum who who);
void drain_more(enum who who, uint64_t *hash);

/* What a timer does while a call waits */
enum plan {
	PLAN_NOTHING,
	PLAN_PEER_SENDS,
	PLAN_PEER_SHUTS,
	PLAN_PEER_RESETS,
	PLAN_PEER_DRAINS,
	PLAN_SHUT,
	PLANS
};
extern const char *const plan_names[PLANS];
void guard_begin(enum plan plan, enum who who);
int guard_end(void);

extern volatile int pipe_signals, urgent_signals;

/* arguments.c: those of the next call, recorded */
extern struct msghdr the_message;
extern char control[512];
size_t choose_length(void);
int choose_flags(bool in);
void say_flags(int flags);
struct iovec *choose_vector(struct area area, size_t length, int *count);
void choose_name(bool in, void **name, socklen_t *size);
void choose_control(bool in, enum who who);
void *placed(void *what, size_t size);
/* what the call has made of them */
void say_name(void);
void say_control(void);

/* steps.c */
void step(uint64_t seed, int number);

#endif
