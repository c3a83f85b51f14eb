// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in calls on pipes, events, timers, sets of descriptors, AIO. */
#include "call-efault.h"
#include <linux/aio_abi.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <termios.h>

static int ends[2], more[2], epoll_fd, timer_fd, terminal;
static struct epoll_event event;
static fd_set set, none;
static struct timespec zero_time;
static struct timeval zero_timeval;

/* One byte in the first pipe, none in the second */
static void refill(void)
{
	char bytes[4096];
	int flags[2] = { ends[0], more[0] };

	for (int i = 0; i < 2; i++)
		while (read(flags[i], bytes, sizeof(bytes)) > 0)
			;
	MUST(write(ends[1], "x", 1));
	FD_ZERO(&none);
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	zero_time = (struct timespec){ 0, 0 };
	zero_timeval = (struct timeval){ 0, 0 };
}

static void pipes(void)
{
	struct iovec vector = { (void *)"x", 1 };

	BAD(OUT, 0, SYS_pipe, NULL);
	BAD(OUT, 0, SYS_pipe2, NULL, O_CLOEXEC);
	before = refill;
	BAD(OUT, 1, SYS_read, ends[0], NULL, 1);
	BAD(IN, 1, SYS_write, more[1], NULL, 2);
	BAD(IN, 1, SYS_readv, ends[0], NULL, 1);
	BAD(IN, 1, SYS_vmsplice, more[1], NULL, 1, 0);
	slot = &vector.iov_base;
	BAD(IN, -1, SYS_vmsplice, more[1], &vector, 1, 0);
	BAD(IN, -1, SYS_writev, more[1], &vector, 1);
	BAD(OUT, -1, SYS_readv, ends[0], &vector, 1);
	BAD(INOUT, 1, SYS_splice, ends[0], NULL, more[1], NULL, 1, 0);
	BAD(INOUT, 3, SYS_splice, ends[0], NULL, more[1], NULL, 1, 0);
	BAD(OUT, 2, SYS_ioctl, ends[0], FIONREAD, NULL);
	BAD(OUT, 2, SYS_ioctl, terminal, TCGETS, NULL);
	BAD(OUT, 2, SYS_ioctl, terminal, TIOCGWINSZ, NULL);
	BAD(IN, 2, SYS_ioctl, terminal, TIOCSWINSZ, NULL);
	BAD(IN, 2, SYS_ioctl, terminal, TCSETS, NULL);
	BAD(OUT, 2, SYS_ioctl, terminal, TIOCGPTN, NULL);
}

static void sets(void)
{
	static struct {
		const sigset_t *mask;
		size_t size;
	} sized = { NULL, 8 };
	struct pollfd one = { .fd = ends[0], .events = POLLIN };
	sigset_t mask;

	sigemptyset(&mask);
	before = refill;
	BAD(INOUT, 0, SYS_poll, NULL, 1, 0);
	BAD(INOUT, 0, SYS_ppoll, NULL, 1, &zero_time, NULL, 8);
	BAD(INOUT, 2, SYS_ppoll, &one, 1, NULL, NULL, 8);
	BAD(IN, 3, SYS_ppoll, &one, 1, &zero_time, NULL, 8);
	BAD(INOUT, 1, SYS_select, 64, NULL, NULL, NULL, &zero_timeval);
	BAD(INOUT, 2, SYS_select, 64, NULL, NULL, NULL, &zero_timeval);
	BAD(INOUT, 3, SYS_select, 64, &set, NULL, NULL, &zero_timeval);
	BAD(INOUT, 4, SYS_select, 64, &set, NULL, NULL, NULL);
	BAD(INOUT, 1, SYS_pselect6, 64, NULL, NULL, NULL, &zero_time, NULL);
	BAD(INOUT, 4, SYS_pselect6, 64, &set, NULL, NULL, NULL, NULL);
	BAD(IN, 5, SYS_pselect6, 64, &set, NULL, NULL, &zero_time, NULL);
	slot = &sized.mask;
	BAD(IN, -1, SYS_pselect6, 64, &set, NULL, NULL, &zero_time, &sized);

	BAD(IN, 3, SYS_epoll_ctl, epoll_fd, EPOLL_CTL_MOD, ends[0], NULL);
	BAD(IN, 3, SYS_epoll_ctl, epoll_fd, EPOLL_CTL_ADD, more[0], NULL);
	BAD(OUT, 1, SYS_epoll_wait, epoll_fd, NULL, 1, 0);
	BAD(OUT, 1, SYS_epoll_pwait, epoll_fd, NULL, 1, 0, NULL, 8);
	BAD(IN, 4, SYS_epoll_pwait, epoll_fd, &event, 1, 0, NULL, 8);
	BAD(OUT, 1, SYS_epoll_pwait2, epoll_fd, NULL, 1, &zero_time, NULL, 8);
	BAD(IN, 3, SYS_epoll_pwait2, epoll_fd, &event, 1, NULL, NULL, 8);
	BAD(IN, 4, SYS_epoll_pwait2, epoll_fd, &event, 1, &zero_time, NULL, 8);
	before = NULL;
}

static void timers(void)
{
	struct itimerspec spec = { { 0, 0 }, { 0, 0 } };

	BAD(IN, 2, SYS_timerfd_settime, timer_fd, 0, NULL, NULL);
	BAD(OUT, 3, SYS_timerfd_settime, timer_fd, 0, &spec, NULL);
	BAD(OUT, 1, SYS_timerfd_gettime, timer_fd, NULL);
	after = bad_close;
	named_result = "descriptor";
	BAD(IN, 1, SYS_signalfd4, -1, NULL, 8, 0);
	BAD(IN, 1, SYS_signalfd, -1, NULL, 8);
	after = NULL;
	named_result = NULL;
}

static aio_context_t aio;
static struct iocb block, *list = &block;

static void submit(void)
{
	struct io_event events[4];

	syscall(SYS_io_getevents, aio, 0, 4, events, &zero_time);
	block.aio_lio_opcode = IOCB_CMD_PREAD;
	block.aio_fildes = (uint32_t)open("/proc/self/exe", O_RDONLY);
	block.aio_buf = (uintptr_t)bad_page;
	block.aio_nbytes = 4;
	CHECK(syscall(SYS_io_submit, aio, 1, &list) == 1);
	close((int)block.aio_fildes);
}

static void asynchronous(void)
{
	struct io_event done[2];

	BAD(INOUT, 1, SYS_io_setup, 4, NULL);
	MUST(syscall(SYS_io_setup, 8, &aio));
	BAD(IN, 2, SYS_io_submit, aio, 1, NULL);
	slot = &list;
	BAD(IN, -1, SYS_io_submit, aio, 1, &list);
	list = &block;
	before = submit;
	BAD(OUT, 3, SYS_io_getevents, aio, 1, 1, NULL, NULL);
	BAD(IN, 4, SYS_io_getevents, aio, 1, 1, done, NULL);
	BAD(IN, 5, SYS_io_pgetevents, aio, 1, 1, done, NULL, NULL);
	before = NULL;
	BAD(IN, 1, SYS_io_cancel, aio, NULL, done);
	MUST(syscall(SYS_io_destroy, aio));
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(30);
	bad_prepare();
	MUST(pipe2(ends, O_NONBLOCK));
	MUST(pipe2(more, O_NONBLOCK));
	epoll_fd = (int)MUST(epoll_create1(0));
	event.events = EPOLLIN;
	MUST(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, ends[0], &event));
	timer_fd = (int)MUST(timerfd_create(CLOCK_MONOTONIC, 0));
	terminal = (int)MUST(posix_openpt(O_RDWR | O_NOCTTY));
	pipes();
	sets();
	timers();
	asynchronous();
	return finish();
}
