// SPDX-License-Identifier: GPL-2.0-only
#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/report.h"
#include "elf_writer.h"
#include "rootfs_tree.h"

static _Noreturn void give_up(struct archive *archive, const struct node *node)
{
	const char *why = archive_error_string(archive);

	die("root file system: /%s: %s", node->path,
	    why ? why : "cannot be packed");
}

/* libarchive takes 2 GB at a time. */
static void write_contents(struct archive *archive, const struct node *node)
{
	size_t done = 0;

	while (done < node->size) {
		la_ssize_t size = archive_write_data(archive, node->data + done,
						     node->size - done);

		if (size <= 0)
			give_up(archive, node);
		done += size;
	}
}

static void write_node(struct archive *archive, const struct node *node,
		       size_t number)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, node->path);
	archive_entry_set_mode(entry, node->mode);
	archive_entry_set_ino64(entry, number);
	archive_entry_set_nlink(entry, S_ISDIR(node->mode) ? 2 : 1);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_uid(entry, node->owner);
	archive_entry_set_gid(entry, node->owner);
	archive_entry_set_size(entry, S_ISREG(node->mode) ? node->size : 0);
	if (S_ISLNK(node->mode))
		archive_entry_set_symlink(entry, node->data);
	else if (S_ISCHR(node->mode) || S_ISBLK(node->mode))
		archive_entry_set_rdev(entry, node->device);
	if (archive_write_header(archive, entry) < ARCHIVE_WARN)
		give_up(archive, node);
	if (S_ISREG(node->mode))
		write_contents(archive, node);
	archive_entry_free(entry);
}

static la_ssize_t append(struct archive *archive, void *context,
			 const void *data, size_t size)
{
	(void)archive;
	buffer_add(context, data, size);
	return size;
}

void tree_pack(const struct tree *tree, void **data, size_t *size)
{
	struct archive *archive = archive_write_new();
	struct buffer packed = { 0 };

	archive_write_set_format_cpio_newc(archive);
	archive_write_add_filter_gzip(archive);
	/* the same input has to give the same image: no time of day in the header */
	if (archive_write_set_filter_option(archive, "gzip", "timestamp",
					    NULL) != ARCHIVE_OK ||
	    archive_write_open(archive, &packed, NULL, append, NULL) !=
		    ARCHIVE_OK)
		die("root file system: %s", archive_error_string(archive));
	for (size_t i = 0; i < tree->nr; i++)
		write_node(archive, &tree->nodes[i], i + 1);
	if (archive_write_close(archive) != ARCHIVE_OK)
		die("root file system: %s", archive_error_string(archive));
	archive_write_free(archive);
	*data = packed.data;
	*size = packed.size;
}
