// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call by handle that a signal interrupts goes on with its connection, though
 * the descriptor's number is another one's by then.
 */
/* libs: -pthread */
#include "tcp.h"
#include <pthread.h>
#include <signal.h>

static struct end peer, self, other_peer, other;
static pthread_t waiting;

static void on_signal(int number)
{
	(void)number;
}

static void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static void *disturb(void *arg)
{
	pause_ms(300);
	MUST(dup2(other.fd, self.fd));
	pthread_kill(waiting, SIGUSR1);
	pause_ms(300);
	MUST(send(other_peer.fd, "wrong", 5, 0));
	pause_ms(300);
	MUST(send(peer.fd, "right", 5, 0));
	return arg;
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART };
	pthread_t thread;
	char text[6] = "";

	MUST(sigaction(SIGUSR1, &action, NULL));
	waiting = pthread_self();
	tcp_pair(&peer, &self);
	tcp_pair(&other_peer, &other);
	pthread_create(&thread, NULL, disturb, NULL);
	MUST(ukl_tcp_hrecv(self.handle, text, 5, 0));
	pthread_join(thread, NULL);
	printf("%s\n", text);
	return 0;
}
