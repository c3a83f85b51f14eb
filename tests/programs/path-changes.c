// SPDX-License-Identifier: GPL-2.0-only
/*
 * stat() and open() of a path that was looked up before, after everything that
 * makes it lead elsewhere.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIR "/tmp/path-changes"
#define FILE_IN DIR "/a/b/file"

static char contents[64];

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("cannot write %s: %s\n", path, strerror(errno));
	close(fd);
}

/* What open() finds there. */
static const char *read_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return strerror(errno);
	n = read(fd, contents, sizeof(contents) - 1);
	if (n < 0)
		return strerror(errno);
	contents[n] = '\0';
	close(fd);
	return contents;
}

static const char *stat_file(const char *path)
{
	static char text[64];
	struct stat status;

	if (stat(path, &status))
		return strerror(errno);
	snprintf(text, sizeof(text), "%o, %lld bytes, %lu link(s)",
		 status.st_mode,
		 S_ISDIR(status.st_mode) ? 0LL : (long long)status.st_size,
		 S_ISDIR(status.st_mode) ? 0UL :
					   (unsigned long)status.st_nlink);
	return text;
}

/* Looks twice: the second time it is known. */
static void look(const char *what, const char *path)
{
	for (int i = 0; i < 2; i++) {
		printf("%s: stat: %s; ", what, stat_file(path));
		printf("open: %s\n", read_file(path));
	}
}

static void as_user(const char *what, const char *path)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (setresgid(1000, 1000, 1000) || setresuid(1000, 1000, 1000))
			printf("cannot become a user: %s\n", strerror(errno));
		look(what, path);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void must(int result, const char *what)
{
	if (result)
		printf("%s: %s\n", what, strerror(errno));
}

static void build(void)
{
	must(mkdir(DIR, 0755), "mkdir");
	must(mkdir(DIR "/a", 0755), "mkdir");
	must(mkdir(DIR "/a/b", 0755), "mkdir");
	must(mkdir(DIR "/other", 0755), "mkdir");
	must(mkdir(DIR "/other/b", 0755), "mkdir");
	write_file(FILE_IN, "first");
	write_file(DIR "/other/b/file", "of the other folder");
}

static void names(void)
{
	look("new", FILE_IN);
	write_file(FILE_IN, "longer than before");
	look("written", FILE_IN);

	write_file(DIR "/next", "renamed over it");
	must(rename(DIR "/next", FILE_IN), "rename");
	look("renamed over", FILE_IN);

	must(rename(DIR "/a", DIR "/moved"), "rename");
	look("folder moved away", FILE_IN);
	must(rename(DIR "/other", DIR "/a"), "rename");
	look("another in its place", FILE_IN);
	must(renameat2(AT_FDCWD, DIR "/a", AT_FDCWD, DIR "/moved",
		       RENAME_EXCHANGE),
	     "exchange");
	look("exchanged", FILE_IN);

	must(link(FILE_IN, DIR "/hard"), "link");
	look("with a second link", FILE_IN);
	must(unlink(FILE_IN), "unlink");
	look("removed", FILE_IN);
	look("the second link", DIR "/hard");
	write_file(FILE_IN, "made again");
	look("made again", FILE_IN);

	/* Removed while it is open: its dentry stays for a while. */
	int fd = open(FILE_IN, O_RDONLY);

	must(unlink(FILE_IN), "unlink");
	look("removed while open", FILE_IN);
	must(symlink("../../hard", FILE_IN), "symlink");
	look("a symbolic link", FILE_IN);
	must(unlink(FILE_IN), "unlink");
	must(mkdir(FILE_IN, 0711), "mkdir");
	look("a folder", FILE_IN);
	look("with a slash", FILE_IN "/");
	must(rmdir(FILE_IN), "rmdir");
	look("no folder", FILE_IN);
	write_file(FILE_IN, "a file again");
	look("a file again", FILE_IN);
	look("a file with a slash", FILE_IN "/");
	look("a file as a folder", FILE_IN "/file");
	close(fd);
}

static void permissions(void)
{
	as_user("a user", FILE_IN);
	must(chmod(DIR "/a", 0700), "chmod");
	as_user("a user, folder closed", FILE_IN);
	look("root, folder closed", FILE_IN);
	must(chmod(DIR "/a", 0711), "chmod");
	as_user("a user, folder to be searched only", FILE_IN);
	must(chmod(FILE_IN, 0600), "chmod");
	as_user("a user, file closed", FILE_IN);
	must(chown(DIR "/a", 1000, 1000), "chown");
	must(chmod(DIR "/a", 0011), "chmod");
	as_user("the owner, shut out", FILE_IN);
	must(chown(DIR "/a", 0, 0), "chown");
	must(chmod(DIR "/a", 0755), "chmod");
	must(chmod(FILE_IN, 0644), "chmod");
	as_user("a user, all open again", FILE_IN);
}

static void mounts(void)
{
	must(mount("none", DIR "/a", "tmpfs", 0, NULL), "mount");
	look("under a mount", FILE_IN);
	must(mkdir(DIR "/a/b", 0755), "mkdir");
	write_file(FILE_IN, "on the mounted one");
	look("on the mounted one", FILE_IN);
	must(mount(DIR "/moved", DIR "/a/b", NULL, MS_BIND, NULL), "bind");
	look("under a bind", FILE_IN);
	must(umount(DIR "/a/b"), "umount");
	look("no longer", FILE_IN);
	must(umount(DIR "/a"),
	     "umount"); /* not busy: what is remembered holds nothing */
	look("unmounted", FILE_IN);
}

static void roots(void)
{
	pid_t pid;

	must(mkdir(DIR "/root", 0755), "mkdir");
	must(mkdir(DIR "/root/tmp", 0755), "mkdir");
	must(mkdir(DIR "/root" DIR, 0755), "mkdir");
	must(mkdir(DIR "/root" DIR "/a", 0755), "mkdir");
	must(mkdir(DIR "/root" DIR "/a/b", 0755), "mkdir");
	write_file(DIR "/root" FILE_IN, "below another root");
	look("before chroot", FILE_IN);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		must(chroot(DIR "/root"), "chroot");
		look("after chroot", FILE_IN);
		must(chdir("/"), "chdir");
		look("relative", &FILE_IN[1]);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	look("parent", FILE_IN);
	must(chdir(DIR "/a"), "chdir");
	look("relative", "b/file");
	must(chdir(DIR "/moved"), "chdir");
	look("relative, from elsewhere", "b/file");
	must(chdir("/"), "chdir");
	look("empty", "");
	look("the root", "/");
	look("dots", DIR "/a/./b/../b/file");
	look("slashes", "//tmp///path-changes/a//b///file");
}

int main(void)
{
	must(system("rm -rf " DIR), "rm");
	build();
	names();
	permissions();
	mounts();
	roots();
	must(system("rm -rf " DIR), "rm");
	look("all gone", FILE_IN);
	return 0;
}
