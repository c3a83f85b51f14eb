// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/mem.h"
#include "../common/report.h"
#include "rootfs_tree.h"

/* Read whole; larger ones are mapped. */
enum { SMALL_FILE = 1 << 16 };

/* A copy without slashes in front and behind, and with single ones between. */
static char *clean_path(const char *path)
{
	char *clean = xmalloc(strlen(path) + 1), *out = clean;

	while (*path) {
		while (*path == '/')
			path++;
		if (*path && out > clean)
			*out++ = '/';
		while (*path && *path != '/')
			*out++ = *path++;
	}
	*out = '\0';
	return clean;
}

/* Index of @path, or of the place where it would be. */
static size_t find(const struct tree *tree, const char *path, bool *found)
{
	size_t low = 0, high = tree->nr;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(tree->nodes[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*found = low < tree->nr && !strcmp(tree->nodes[low].path, path);
	return low;
}

/* @path with its last part taken off. */
static void go_up(char *path)
{
	char *slash = strrchr(path, '/');

	*(slash ? slash : path) = '\0';
}

char *tree_resolve(const struct tree *tree, const char *path,
		   const struct node **node)
{
	enum { MAX_LINKS = 40 }; /* as in the kernel */
	char *done = xstrdup(""), *copy = xstrdup(path), *left = copy, *part;
	int nr_links = 0;

	*node = NULL;
	while ((part = strsep(&left, "/"))) {
		char *next;
		bool found;
		size_t at;

		if (!*part || !strcmp(part, "."))
			continue;
		if (!strcmp(part, "..")) {
			go_up(done);
			continue;
		}
		next = xasprintf("%s%s%s", done, *done ? "/" : "", part);
		at = find(tree, next, &found);
		*node = found ? &tree->nodes[at] : NULL;
		if (found && S_ISLNK((*node)->mode)) {
			const char *target = (*node)->data;
			char *more =
				xasprintf("%s/%s", target, left ? left : "");

			free(next);
			free(copy);
			left = copy = more;
			if (++nr_links > MAX_LINKS ||
			    strlen(done) + strlen(more) > PATH_MAX) {
				free(copy);
				free(done);
				return NULL;
			}
			if (*target == '/')
				*done = '\0';
		} else {
			free(done);
			done = next;
		}
	}
	free(copy);
	return done;
}

/* Where @path leads; NULL after a report. */
static char *follow(const struct tree *tree, const char *path,
		    const struct node **node)
{
	char *to = tree_resolve(tree, path, node);

	if (!to)
		error("root file system: /%.100s: links that go round in circles, or to too long a name",
		      path);
	return to;
}

/* Where a node of that name goes: what is in front of the last part may be links. NULL after a report. */
static char *place(struct tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');
	const struct node *node;
	char *parent;

	if (!slash)
		return xstrdup(path);
	parent = follow(tree, xstrndup(path, slash - path), &node);
	if (!parent)
		return NULL;
	if (*parent && (!node || !S_ISDIR(node->mode)))
		tree_directory(tree, parent, 0755);
	return xasprintf("%s%s%s", parent, *parent ? "/" : "", slash + 1);
}

/* Take out what is below @path, and return it. */
static struct tree take_children(struct tree *tree, const char *path)
{
	char *prefix = xasprintf("%s/", path);
	struct tree children = { 0 };
	bool found;
	size_t first = find(tree, prefix, &found), end = first;

	while (end < tree->nr &&
	       !strncmp(tree->nodes[end].path, prefix, strlen(prefix)))
		end++;
	children.nr = end - first;
	children.nodes = xcalloc(children.nr + 1, sizeof(*children.nodes));
	memcpy(children.nodes, &tree->nodes[first],
	       children.nr * sizeof(*children.nodes));
	memmove(&tree->nodes[first], &tree->nodes[end],
		(tree->nr - end) * sizeof(*children.nodes));
	tree->nr -= children.nr;
	free(prefix);
	return children;
}

static void set(struct tree *tree, const struct node *node)
{
	bool found;
	size_t at = find(tree, node->path, &found);

	if (!found) {
		/* tree->nr shrinks in take_children(), so GROW() does not fit */
		if (tree->nr == tree->room) {
			tree->room = 2 * tree->room + 64;
			tree->nodes = xrealloc(tree->nodes,
					       tree->room *
						       sizeof(*tree->nodes));
		}
		memmove(&tree->nodes[at + 1], &tree->nodes[at],
			(tree->nr - at) * sizeof(*node));
		tree->nr++;
	}
	tree->nodes[at] = *node;
}

/* A directory has become a link: what was in it goes where the link leads, unless something is there. */
static void move_children(struct tree *tree, const struct tree *children)
{
	for (size_t i = 0; i < children->nr; i++) {
		const struct node *there;

		if (!follow(tree, children->nodes[i].path, &there))
			return;
		if (!there)
			tree_put(tree, &children->nodes[i]);
	}
}

void tree_put(struct tree *tree, const struct node *node)
{
	struct tree children = { 0 };
	const struct node *there;
	struct node copy = *node;
	char *to;

	copy.path = clean_path(node->path);
	if (!*copy.path)
		return; /* the root itself */
	copy.path = place(tree, copy.path);
	if (!copy.path)
		return;
	if (S_ISDIR(copy.mode)) {
		to = follow(tree, copy.path, &there);
		if (!to)
			return;
		/* A link to a directory is as good as a directory. */
		if (strcmp(to, copy.path) && (!there || S_ISDIR(there->mode))) {
			copy.path = to;
			tree_put(tree, &copy);
			return;
		}
	} else {
		children = take_children(tree, copy.path);
	}
	set(tree, &copy);
	if (S_ISLNK(copy.mode))
		move_children(tree, &children);
	free(children.nodes);
}

void tree_directory(struct tree *tree, const char *path, mode_t mode)
{
	struct node node = { .path = (char *)path, .mode = S_IFDIR | mode };

	tree_put(tree, &node);
}

void tree_file(struct tree *tree, const char *path, mode_t mode,
	       const void *data, size_t size)
{
	struct node node = { .path = (char *)path,
			     .mode = S_IFREG | mode,
			     .data = data,
			     .size = size };

	tree_put(tree, &node);
}

void tree_link(struct tree *tree, const char *path, const char *target)
{
	struct node node = { .path = (char *)path,
			     .mode = S_IFLNK | 0777,
			     .data = target };

	tree_put(tree, &node);
}

void tree_device(struct tree *tree, const char *path, mode_t mode, dev_t device)
{
	struct node node = { .path = (char *)path,
			     .mode = S_IFCHR | mode,
			     .device = device };

	tree_put(tree, &node);
}

static bool copy_link(struct tree *tree, const char *from, const char *path)
{
	char target[4096];
	ssize_t len = readlink(from, target, sizeof(target) - 1);

	if (len < 0) {
		error("%s: %s", from, strerror(errno));
		return false;
	}
	target[len] = '\0';
	tree_link(tree, path, xstrdup(target));
	return true;
}

bool tree_copy_file(struct tree *tree, const char *from, const char *path,
		    mode_t mode)
{
	struct file file;

	if (!file_map(from, &file)) {
		error("%s: %s", from, strerror(errno));
		return false;
	}
	/* Linux lets a process have 65530 maps (vm.max_map_count). */
	if (file.size && file.size <= SMALL_FILE) {
		void *data = xmalloc(file.size);

		memcpy(data, file.data, file.size);
		file_unmap(&file);
		file.data = data;
	}
	tree_file(tree, path, mode, file.data, file.size);
	return true;
}

/*
 * In the image it is root's. What somebody else's program may do in his name must not become what it
 * may do in root's; what is the caller's own, he has unpacked.
 */
static mode_t get_mode(const FTSENT *entry)
{
	const struct stat *st = entry->fts_statp;
	mode_t mode = st->st_mode & 07777;

	if (!S_ISREG(st->st_mode))
		return mode;
	if ((mode & S_ISUID) && st->st_uid && st->st_uid != geteuid()) {
		warning("%s: set-user-ID, of user %u, and would be root's in the image: left out; give it to root (chown), or take the bit away",
			entry->fts_path, st->st_uid);
		mode &= ~S_ISUID;
	}
	if ((mode & S_ISGID) && st->st_gid && st->st_gid != getegid()) {
		warning("%s: set-group-ID, of group %u, and would be root's in the image: left out; give it to root (chown), or take the bit away",
			entry->fts_path, st->st_gid);
		mode &= ~S_ISGID;
	}
	return mode;
}

static bool copy_entry(struct tree *tree, const FTSENT *entry, const char *path)
{
	const struct stat *st = entry->fts_statp;

	switch (entry->fts_info) {
	case FTS_D:
		tree_directory(tree, path, get_mode(entry));
		return true;
	case FTS_DP:
		return true;
	case FTS_F:
		return tree_copy_file(tree, entry->fts_path, path,
				      get_mode(entry));
	case FTS_SL:
	case FTS_SLNONE:
		return copy_link(tree, entry->fts_path, path);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		error("%s: %s", entry->fts_path, strerror(entry->fts_errno));
		return false;
	}
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode) ||
	    S_ISFIFO(st->st_mode)) {
		struct node node = { (char *)path, st->st_mode,
				     NULL,	   0,
				     st->st_rdev,  0 };

		tree_put(tree, &node);
		return true;
	}
	error("%s: neither a file nor a directory, link, device or FIFO; leave it out",
	      entry->fts_path);
	return false;
}

/* In the order of the tree, nearly: what comes at its end is put there at once. */
static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

bool tree_copy(struct tree *tree, const char *dir)
{
	char *paths[] = { (char *)dir, NULL };
	struct stat st;
	FTSENT *entry;
	bool ok = true;
	FTS *fts;

	errno = ENOTDIR;
	if (stat(dir, &st) || !S_ISDIR(st.st_mode)) {
		error("%s: %s; give a folder whose contents go to the root file system",
		      dir, strerror(errno));
		return false;
	}
	/* COMFOLLOW: the folder itself may be given by a link */
	fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
		       by_name);
	if (!fts) {
		error("%s: %s", dir, strerror(errno));
		return false;
	}
	while ((entry = fts_read(fts)))
		if (entry->fts_level != FTS_ROOTLEVEL ||
		    entry->fts_info == FTS_DNR)
			ok &= copy_entry(tree, entry,
					 entry->fts_path + strlen(dir));
	fts_close(fts);
	return ok;
}

uint64_t tree_size(const struct tree *tree)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < tree->nr; i++)
		if (S_ISREG(tree->nodes[i].mode))
			sum += tree->nodes[i].size;
	return sum;
}
