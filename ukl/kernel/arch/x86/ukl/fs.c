// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file system "ukl": the linked programs, one read-only file each.
 *
 * The kernel gives ring 0 to what exec loads from here. The files' contents are
 * in the kernel's read-only data, so there is nothing to verify at exec and no
 * moment between a check and its use: nobody can alter them, and a copy
 * elsewhere, altered or not, is just a file that does not run.
 */
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/pagemap.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/ukl.h>

#define UKL_SUPER_MAGIC	0x554b4c21	/* "UKL!" */

/* Ring 0 with arguments of one's choice is root's. */
#define UKL_PROGRAM_MODE	(S_IFREG | 0700)
#define UKL_ROOT_MODE		(S_IFDIR | 0755)

static struct file_system_type ukl_fs_type;

const struct ukl_program *ukl_program(struct file *file)
{
	struct inode *inode = file_inode(file);

	if (inode->i_sb->s_type != &ukl_fs_type || !S_ISREG(inode->i_mode))
		return NULL;
	return inode->i_private;
}

static int ukl_read_folio(struct file *file, struct folio *folio)
{
	const struct ukl_program *program = folio->mapping->host->i_private;
	size_t pos = folio_pos(folio);
	size_t n = pos < program->data_size ?
		   min(folio_size(folio), program->data_size - pos) : 0;
	void *to = kmap_local_folio(folio, 0);

	memcpy(to, program->data + pos, n);
	kunmap_local(to);
	folio_zero_segment(folio, n, folio_size(folio));
	folio_end_read(folio, true);
	return 0;
}

/* Neither mode, owner nor size of a program can be changed. */
static int ukl_setattr(struct mnt_idmap *idmap, struct dentry *dentry,
		       struct iattr *attr)
{
	return -EPERM;
}

static const struct inode_operations ukl_file_inode_ops = {
	.setattr	= ukl_setattr,
};

static const struct inode_operations ukl_root_inode_ops = {
	.lookup		= simple_lookup,
	.setattr	= ukl_setattr,
};

static const struct address_space_operations ukl_aops = {
	.read_folio	= ukl_read_folio,
};

static const struct super_operations ukl_super_ops = {
	.statfs		= simple_statfs,
	.drop_inode	= generic_delete_inode,
};

static struct inode *ukl_new_inode(struct super_block *sb, unsigned long ino, umode_t mode)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;

	inode->i_ino = ino;
	inode->i_mode = mode;
	simple_inode_init_ts(inode);
	return inode;
}

static int ukl_add_program(struct dentry *root, const struct ukl_program *program,
			   unsigned long ino)
{
	struct inode *inode;
	struct dentry *dentry = d_alloc_name(root, program->name);

	if (!dentry)
		return -ENOMEM;

	inode = ukl_new_inode(root->d_sb, ino, UKL_PROGRAM_MODE);
	if (!inode) {
		dput(dentry);
		return -ENOMEM;
	}

	inode->i_size = program->data_size;
	inode->i_blocks = DIV_ROUND_UP(program->data_size, 512);
	inode->i_op = &ukl_file_inode_ops;
	inode->i_fop = &generic_ro_fops;
	inode->i_flags |= S_IMMUTABLE;
	inode->i_mapping->a_ops = &ukl_aops;
	inode->i_private = (void *)program;
	d_add(dentry, inode);
	return 0;
}

static int ukl_fill_super(struct super_block *sb, struct fs_context *fc)
{
	struct inode *inode;
	unsigned long i;
	int err;

	sb->s_flags |= SB_RDONLY;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_magic = UKL_SUPER_MAGIC;
	sb->s_op = &ukl_super_ops;
	sb->s_time_gran = 1;

	inode = ukl_new_inode(sb, 1, UKL_ROOT_MODE);
	if (!inode)
		return -ENOMEM;

	inode->i_op = &ukl_root_inode_ops;
	inode->i_fop = &simple_dir_operations;
	set_nlink(inode, 2);
	sb->s_root = d_make_root(inode);
	if (!sb->s_root)
		return -ENOMEM;

	for (i = 0; i < ukl_nr_programs; i++) {
		err = ukl_add_program(sb->s_root, &ukl_programs[i], i + 2);
		if (err)
			return err;
	}
	return 0;
}

static int ukl_get_tree(struct fs_context *fc)
{
	return get_tree_single(fc, ukl_fill_super);
}

/* A remount keeps it read-only, as of any file system that cannot write. */
static int ukl_reconfigure(struct fs_context *fc)
{
	fc->sb_flags |= SB_RDONLY;
	fc->sb_flags_mask |= SB_RDONLY;
	return 0;
}

static const struct fs_context_operations ukl_context_ops = {
	.get_tree	= ukl_get_tree,
	.reconfigure	= ukl_reconfigure,
};

static int ukl_init_fs_context(struct fs_context *fc)
{
	fc->ops = &ukl_context_ops;
	return 0;
}

static struct file_system_type ukl_fs_type = {
	.name			= "ukl",
	.init_fs_context	= ukl_init_fs_context,
	.kill_sb		= kill_litter_super,
};

static int __init ukl_init_fs(void)
{
	return register_filesystem(&ukl_fs_type);
}
fs_initcall(ukl_init_fs);
