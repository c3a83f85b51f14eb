/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init: process 1 of an image. It runs in ring 3, prepares the root file
 * system, starts the one program of the image and reports how it ended.
 *
 * It is built with the kernel's nolibc, so that it is a few kilobytes in
 * every image and needs no C library in the root file system.
 */
#ifndef UKL_INIT_H
#define UKL_INIT_H

#define INIT_MAX_STRINGS 1024
#define INIT_MAX_BYTES (64 * 1024)

/* A list of strings as execve() wants it; item[count] is NULL. */
struct strings {
	char *item[INIT_MAX_STRINGS + 1];
	int count;
};

/* What to start, from /etc/ukl and the kernel command line. */
struct config {
	char *start;
	struct strings argv;
	struct strings environ;
	/* Standard input is typed by a person: the console echoes it. */
	int echo;
	/* Disks and folders of the host, see volumes.c. */
	struct strings mounts;
	/* "TERM:COLUMNSxROWS": a shell has the console; or NULL. */
	char *shell;
	/* The host says by a serial port when to stop. */
	int control;
	/* The kernel was to ask for an address. */
	int dhcp;
};

/* config.c: returns 0, or -1 after a message. */
int read_config(struct config *config);
/* All of a small file and a NUL. Returns its size, or -1 with errno. */
int read_file(const char *path, char *buffer, int size);

/* cmdline.c */
/*
 * Cut the next word off a kernel command line, which is changed. Blanks in
 * double quotes do not end a word. Returns NULL at the end.
 */
char *next_word(char **line);
/* Undo %XX in place; returns -1 if a % is not followed by two digits. */
int percent_decode(char *text);
/* Cut the text at its first ':'; returns what follows, or "". */
char *cut(char *text);

/* console.c */
void open_console(void);
/* Own session with the console as its terminal; output byte for byte. */
void setup_console(const struct config *config);
/* The size of the terminal on the host: COLUMNSxROWS. */
void console_size(const char *text);
/* Let process group `group` be the one that Ctrl-C on the console reaches. */
void console_foreground(int group);
/* Wait until the serial port has sent everything; no kernel line after it. */
void finish_console(void);

/* mounts.c */
/* Mount the kernel's file systems; failures are reported, none is fatal. */
void mount_all(void);
/* The kernel's own file system of linked programs is there. */
int have_ukl_programs(void);

/* volumes.c */
/* Returns 0, or -1 after a message. The strings of the list are changed. */
int mount_volumes(struct strings *list);
/* After all other processes have been ended. */
void unmount_volumes(void);

/* network.c */
void loopback_up(void);
/* Names: the host's own, and who to ask. 0, or -1 after a message. */
int setup_names(const struct config *config);
/* Wait for connections that have been closed but not sent to their end. */
void send_last_bytes(void);

/* control.c */
/* Let this process read the port; called when nothing more is to be forked. */
void control_open(void);
/* Has the host asked for a stop? */
int control_wants_stop(void);

/* report.c */
void complain(const char *what, const char *path, int error);
/* Tell the host on the debug console that the system is ready: "start". */
void report_start(void);
void report_leave_to_parent(void);
/* What the kernel says of the death of process `pid`, if anything. */
void report_fault(int pid);
/* And how the program ended: "exit 0" or "signal 11". */
void report_status(const char *how, int number);

/* shell.c */
/* Returns its process, or -1 with errno. */
int start_shell(const struct config *config);
/* In the program's process: the console is the shell's. */
void give_console_to_shell(void);

/* program.c */
/* As they were before block_signals(), in a child. */
void unblock_signals(void);
/* Start the program, pass signals on, reap orphans until it has ended (and the shell, if there is one). */
void run_program(const struct config *config);
/* Block all signals of this process; called before anything is started. */
void block_signals(void);
/* End every other process: politely first. */
void end_the_rest(void);

#endif
