// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's wish that the guest should stop. This machine has no power button; ukl-run gives it a
 * second serial port instead, of which the kernel knows nothing, and any byte that
 * arrives there means: stop. It is looked at a few times per second, and only if there is
 * something that has to be unmounted.
 */
#include "init.h"
#include "syscalls.h"

#define UART_PORT 0x2f8
#define UART_LINE_STATUS 5
#define UART_DATA_READY 1

static int is_open;

void control_open(void)
{
	is_open = sys_ioperm(UART_PORT, UART_LINE_STATUS + 1, 1) == 0;
}

int control_wants_stop(void)
{
	if (!is_open ||
	    !(port_in(UART_PORT + UART_LINE_STATUS) & UART_DATA_READY))
		return 0;
	port_in(UART_PORT);
	return 1;
}
