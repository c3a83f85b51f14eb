// SPDX-License-Identifier: GPL-2.0-only
/* A program that does with files, names and time what its arguments say, one after the other. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* "errno 28" is the same in every language. */
static void fail(const char *what)
{
	printf("%s: errno %d\n", what, errno);
	exit(1);
}

static void do_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	static const char text[] = "written in the guest\n";

	if (fd < 0 || write(fd, text, sizeof(text) - 1) < 0 || fsync(fd) ||
	    close(fd))
		fail("write");
	puts("written");
}

/* The same without fsync: only an orderly end saves it. */
static void do_scribble(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, "scribbled\n", 10) != 10)
		fail("scribble");
	puts("scribbled");
}

static void do_read(const char *path)
{
	char text[4096];
	int fd = open(path, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		fail("read");
	while ((got = read(fd, text, sizeof(text))) > 0)
		fwrite(text, 1, got, stdout);
	close(fd);
}

static void do_fill(const char *path)
{
	static char block[65536];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t got;

	while ((got = write(fd, block, sizeof(block))) > 0)
		;
	printf("full: errno %d\n", errno);
	if (ftruncate(fd, 0) || close(fd))
		fail("fill");
}

static void do_resolve(const char *name)
{
	struct addrinfo hints = { .ai_family = AF_INET,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int result = getaddrinfo(name, "80", &hints, &list);

	if (result)
		printf("%s: %s\n", name, gai_strerror(result));
	else
		printf("%s: %s\n", name,
		       inet_ntoa(
			       ((struct sockaddr_in *)list->ai_addr)->sin_addr));
}

static void do_time(const char *nothing)
{
	(void)nothing;
	printf("time %lld\n", (long long)time(NULL));
}

static void do_name(const char *nothing)
{
	char name[256];

	(void)nothing;
	gethostname(name, sizeof(name));
	printf("name %s\n", name);
}

static void do_sleep(const char *seconds)
{
	sleep(atoi(seconds));
}

static void do_ignore(const char *number)
{
	signal(atoi(number), SIG_IGN);
}

/* Answers one client on port 7 with so many bytes, and does not stay to see them arrive. */
static void do_answer(const char *number)
{
	int size = atoi(number), room = 2 * size, on = 1;
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(7) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), client;

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(listener, (struct sockaddr *)&here, sizeof(here)) || listen(listener, 1))
		fail("listen");
	puts("listening");
	client = accept(listener, NULL, NULL);
	if (setsockopt(client, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) ||
	    write(client, calloc(1, size), size) != size)
		fail("answer");
}

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
	(void)number;
	stopped = 1;
}

/* As a server does: until SIGTERM; what it has to say then, it writes there. */
static void do_serve(const char *path)
{
	signal(SIGTERM, on_stop);
	puts("serving");
	while (!stopped)
		usleep(10000);
	do_scribble(path);
}

static const struct {
	const char *name;
	void (*run)(const char *argument);
} actions[] = {
	{ "write", do_write },	   { "scribble", do_scribble },
	{ "read", do_read },	   { "fill", do_fill },
	{ "resolve", do_resolve }, { "time", do_time },
	{ "name", do_name },	   { "sleep", do_sleep },
	{ "ignore", do_ignore },   { "serve", do_serve },
	{ "answer", do_answer },
};

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i + 1 < argc; i += 2)
		for (size_t j = 0; j < sizeof(actions) / sizeof(*actions); j++)
			if (strcmp(argv[i], actions[j].name) == 0)
				actions[j].run(argv[i + 1]);
	return 0;
}
