// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../common/files.h"
#include "../common/report.h"
#include "rootfs.h"
#include "rootfs_tree.h"
#include "rootfs_users.h"
#include "with.h"

/* What every image has unless its folders say otherwise. */
static const struct {
	const char *path, *text;
} default_files[] = {
	{ "/etc/passwd",
	  "root:x:0:0:root:/:/bin/sh\n"
	  "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n" },
	{ "/etc/group", "root:x:0:\nnogroup:x:65534:\n" },
	{ "/etc/nsswitch.conf",
	  "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n"
	  "networks: files\nprotocols: files\nservices: files\n" },
	{ "/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n" },
	/* the name server of QEMU's user network */
	{ "/etc/resolv.conf", "nameserver 10.0.2.3\n" },
};

static const struct {
	const char *path;
	mode_t mode;
} directories[] = {
	{ "/dev", 0755 }, { "/etc", 0755 }, { "/proc", 0555 },
	{ "/run", 0755 }, { "/sys", 0555 }, { "/tmp", 01777 },
	{ "/ukl", 0755 },
};

/* init needs a console before devtmpfs is there, and a kernel may have no devtmpfs */
static const struct {
	const char *path;
	mode_t mode;
	unsigned int major, minor;
} devices[] = {
	{ "/dev/console", 0600, 5, 1 }, { "/dev/full", 0666, 1, 7 },
	{ "/dev/null", 0666, 1, 3 },	{ "/dev/random", 0666, 1, 8 },
	{ "/dev/tty", 0666, 5, 0 },	{ "/dev/urandom", 0666, 1, 9 },
	{ "/dev/zero", 0666, 1, 5 },
};

static bool put_init(struct tree *tree, const struct kit *kit)
{
	char *path = kit_path(kit, "init");
	struct file file;

	if (!file_map(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	tree_file(tree, "/init", 0755, file.data, file.size);
	free(path);
	return true;
}

static void put_defaults(struct tree *tree)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		tree_directory(tree, directories[i].path, directories[i].mode);
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		tree_device(tree, devices[i].path, devices[i].mode,
			    makedev(devices[i].major, devices[i].minor));
	for (size_t i = 0; i < sizeof(default_files) / sizeof(*default_files);
	     i++)
		tree_file(tree, default_files[i].path, 0644,
			  default_files[i].text, strlen(default_files[i].text));
}

/* Strings, each with its NUL. */
static void put_strings(struct tree *tree, const char *path,
			const struct strv *strings)
{
	size_t size = 0, at = 0;
	char *data;

	for (size_t i = 0; i < strings->nr; i++)
		size += strlen(strings->v[i]) + 1;
	data = xmalloc(size);
	for (size_t i = 0; i < strings->nr; i++) {
		strcpy(data + at, strings->v[i]);
		at += strlen(strings->v[i]) + 1;
	}
	tree_file(tree, path, 0644, data, size);
}

static bool is_program(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->nr_programs; i++)
		if (!strcmp(image->programs[i].name, name))
			return true;
	return false;
}

/* Will there be something at image->start that can be executed? */
static bool check_start(const struct tree *tree, const struct image *image)
{
	unsigned int before = report_count();
	const struct node *node;
	char *path = tree_resolve(tree, image->start, &node);

	if (!path)
		error("--start %s: links that go round in circles",
		      image->start);
	else if (!strncmp(path, "ukl/", 4) && !is_program(image, path + 4))
		error("--start %s: no such program in this image; the first one is /ukl/%s",
		      image->start, image->programs[0].name);
	else if (!strncmp(path, "ukl/", 4))
		; /* where the kernel shows the programs */
	else if (!node)
		error("--start %s: not in the root file system; put it there with --root",
		      image->start);
	else if (!S_ISREG(node->mode))
		error("--start %s: not a file; give a program or a script",
		      image->start);
	else if (!(node->mode & 0111))
		error("--start %s: not executable; type: chmod +x on the file in its --root folder",
		      image->start);
	return report_count() == before;
}

/* What Linux or process 1 puts there would go elsewhere, or nowhere. */
static void check_mount_points(const struct tree *tree)
{
	static const char *const paths[] = { "dev", "proc", "sys", "ukl" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const struct node *node;
		char *to = tree_resolve(tree, paths[i], &node);

		if (!to || strcmp(to, paths[i]) || !S_ISDIR(node->mode))
			error("root file system: /%s: has to be a directory; leave it out",
			      paths[i]);
	}
}

static bool has_shell(const struct tree *tree)
{
	const struct node *node;

	free(tree_resolve(tree, "/bin/sh", &node));
	return node && S_ISREG(node->mode) && node->mode & 0111;
}

/* Processes, where linked programs would be. */
static void put_processes(struct tree *tree, const struct image *image)
{
	for (size_t i = 0; i < image->nr_programs; i++) {
		const struct program *program = &image->programs[i];
		char *path = xasprintf("/ukl/%s", program->name);

		tree_file(tree, path, 0755, program->data, program->data_size);
		free(path);
	}
}

bool rootfs_make(struct image *image, const struct kit *kit)
{
	unsigned int before = report_count();
	struct tree tree = { 0 };
	bool ok = true;
	char *start;
	void *data;

	put_defaults(&tree);
	ok &= with_put(&tree, image);
	for (size_t i = 0; i < image->roots.nr; i++)
		ok &= tree_copy(&tree, image->roots.v[i]);
	for (size_t i = 0; i < image->files.nr; i += 3)
		ok &= tree_copy_file(&tree, image->files.v[i + 1],
				     image->files.v[i],
				     strtoul(image->files.v[i + 2], NULL, 8));
	rootfs_add_users(&tree, &image->users);
	ok &= rootfs_add_directories(&tree, &image->directories);
	for (size_t i = 0; i + 1 < image->links.nr; i += 2)
		tree_link(&tree, image->links.v[i], image->links.v[i + 1]);
	ok &= put_init(&tree, kit);
	if (image->model == MODEL_PROCESS)
		put_processes(&tree, image);
	start = xasprintf("%s\n", image->start);
	tree_file(&tree, "/etc/ukl/start", 0644, start, strlen(start));
	put_strings(&tree, "/etc/ukl/argv", &image->arguments);
	put_strings(&tree, "/etc/ukl/environ", &image->environment);
	check_mount_points(&tree);
	ok &= report_count() == before && check_start(&tree, image);
	image->unpacked = tree_size(&tree);
	/* before they are packed, which takes long: a file of holes may be any size */
	if (image->unpacked >> 20 >= image->memory) {
		error("%u MB of memory: the files of the image, unpacked, take %lu MB; give more with --memory",
		      image->memory, (unsigned long)(image->unpacked >> 20));
		ok = false;
	}
	image->has_shell = has_shell(&tree);
	if (ok) {
		tree_pack(&tree, &data, &image->initramfs.size);
		image->initramfs.data = data;
	}
	return ok;
}
