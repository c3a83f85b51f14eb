// SPDX-License-Identifier: GPL-2.0-only
/* init: what process 1 does, in order. The parts are in the other files. */
#include "init.h"
#include "syscalls.h"

int main(void)
{
	static struct config config;

	/* Anywhere else it would mount over a living system. */
	if (getpid() != 1) {
		complain("this program must be process 1", NULL, 0);
		return 1;
	}

	/* Ctrl-Alt-Del becomes SIGINT to this process. */
	reboot(RB_DISABLE_CAD);
	block_signals();
	mount_all();
	open_console();
	if (read_config(&config) == 0) {
		setup_console(&config);
		if (strncmp(config.start, "/ukl/", 5) == 0 &&
		    !have_ukl_programs())
			complain("no linked programs in this kernel, so no",
				 config.start, 0);
		loopback_up();
		if (setup_names(&config) == 0 &&
		    mount_volumes(&config.mounts) == 0) {
			report_start();
			run_program(&config);
		} else {
			report_status("exit", 127);
		}
	} else {
		report_status("exit", 127);
	}

	end_the_rest();
	send_last_bytes();
	unmount_volumes();
	sys_sync();
	finish_console();
	reboot(RB_AUTOBOOT);
	/* Returning would make the kernel panic. */
	for (;;)
		poll(NULL, 0, -1);
}
