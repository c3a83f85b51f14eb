// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "mem.h"
#include "paths.h"
#include "report.h"
#include "tempdir.h"

/* More than any text that a tool reads. Also the end of /dev/zero. */
#define TEXT_MAX ((size_t)256 << 20)

bool file_read(const char *path, struct file *file)
{
	size_t room = 65536;
	ssize_t len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	file->size = 0;
	file->data = xmalloc(room);
	/* not sized by fstat(): /proc files and pipes have no size */
	while ((len = read(fd, file->data + file->size,
			   room - file->size - 1)) > 0) {
		file->size += len;
		if (file->size > TEXT_MAX) {
			errno = EFBIG;
			len = -1;
			break;
		}
		if (room - file->size < 4096)
			file->data = xrealloc(file->data, room *= 2);
	}
	if (len < 0) {
		int reason = errno;

		free(file->data);
		close(fd);
		errno = reason;
		return false;
	}
	file->data[file->size] = '\0';
	close(fd);
	return true;
}

bool file_map(const char *path, struct file *file)
{
	struct stat st;
	/* an archive may name a pipe as its member, where nobody ever writes */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int reason;

	if (fd < 0)
		return false;
	if (fstat(fd, &st))
		goto failed;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		goto failed;
	}
	file->size = st.st_size;
	file->data = NULL;
	if (file->size) {
		file->data =
			mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (file->data == MAP_FAILED)
			goto failed;
	}
	close(fd);
	return true;
failed:
	reason = errno;
	close(fd);
	errno = reason;
	return false;
}

void file_unmap(struct file *file)
{
	if (file->size)
		munmap(file->data, file->size);
}

static bool write_all(int fd, const unsigned char *data, size_t size)
{
	while (size) {
		ssize_t len = write(fd, data, size);

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		data += len;
		size -= len;
	}
	return true;
}

bool file_write(const char *path, const void *data, size_t size,
		unsigned int mode)
{
	char *where = path_dir(path);
	char *temp = xasprintf("%s/.%s.XXXXXX", where, path_base(path));
	mode_t mask = umask(0);
	bool ok;
	int fd;

	umask(mask);
	fd = tempdir_guard_new(temp, false);
	if (fd < 0) {
		error("%s: %s", path, strerror(errno));
		free(where);
		free(temp);
		return false;
	}
	ok = write_all(fd, data, size) && !fchmod(fd, mode & ~mask);
	/* a full network file system may tell only here */
	if (close(fd))
		ok = false;
	if (ok)
		ok = !rename(temp, path);
	if (!ok) {
		error("%s: %s; nothing has been written", path,
		      strerror(errno));
		unlink(temp);
	}
	tempdir_guard(NULL);
	free(where);
	free(temp);
	return ok;
}

bool file_copy(const char *from, const char *path, unsigned int mode)
{
	struct file file;
	bool ok;

	if (!file_map(from, &file)) {
		error("%s: %s", from, strerror(errno));
		return false;
	}
	ok = file_write(path, file.data, file.size, mode);
	file_unmap(&file);
	return ok;
}
