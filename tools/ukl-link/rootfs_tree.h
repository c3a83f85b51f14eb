/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the root file system, by path; what is put in later replaces what was there. Links to directories
 * are followed, whichever comes first, the link or what is put behind it. Links that go round in circles are
 * reported.
 */
#ifndef UKL_LINK_ROOTFS_TREE_H
#define UKL_LINK_ROOTFS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct node {
	char *path; /* without the leading / */
	mode_t mode; /* type and permissions */
	const void *data; /* contents of a file, target of a link */
	size_t size;
	dev_t device; /* of a device node */
	uid_t owner; /* its group has the same number */
};

struct tree {
	struct node *nodes; /* by path */
	size_t nr, room;
};

/* Paths may begin with slashes. Missing parents become directories of mode 0755. */
void tree_put(struct tree *tree, const struct node *node);
void tree_directory(struct tree *tree, const char *path, mode_t mode);
void tree_file(struct tree *tree, const char *path, mode_t mode,
	       const void *data, size_t size);
void tree_link(struct tree *tree, const char *path, const char *target);
void tree_device(struct tree *tree, const char *path, mode_t mode,
		 dev_t device);

/*
 * Where @path leads when links are followed, without the leading /, and what is there: *node, or NULL
 * for nothing. NULL if the links go round in circles, or to a name longer than PATH_MAX.
 */
char *tree_resolve(const struct tree *tree, const char *path,
		   const struct node **node);

/* Copy the file @from to @path. False after a report. */
bool tree_copy_file(struct tree *tree, const char *from, const char *path,
		    mode_t mode);

/* Copy what is in the folder @dir. False after reports. */
bool tree_copy(struct tree *tree, const char *dir);

/* Bytes of all files: what they take of memory when they are unpacked. */
uint64_t tree_size(const struct tree *tree);

/* As a gzip-compressed cpio archive (newc), which the kernel unpacks; allocated. */
void tree_pack(const struct tree *tree, void **data, size_t *size);

#endif
