// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path lookup for the shortcuts of linked programs, a part of namei.c: the
 * plain case, in which every directory and the file are in the dentry cache,
 * everybody may search the directories, and there is no symbolic link, "." or
 * "..". For everything else, errors too, the caller goes the ordinary way.
 */
#include <linux/ukl.h>

/* As inode_permission(MAY_EXEC) without a look at who asks. */
static __always_inline bool ukl_everybody_may_search(const struct inode *inode)
{
	if (!(inode->i_opflags & IOP_FASTPERM) || (inode->i_mode & 0111) != 0111)
		return false;
#ifdef CONFIG_FS_POSIX_ACL
	if (READ_ONCE(inode->i_acl))
		return false;
#endif
	return true;
}

/*
 * From nd->path in RCU mode along @name. On success, nd->path, nd->inode and
 * nd->seq are those of what it names.
 */
static __always_inline bool ukl_walk_rcu(struct nameidata *nd, const char *name)
{
	for (;;) {
		struct dentry *dentry, *parent = nd->path.dentry;
		unsigned long lastword;

		while (*name == '/')
			name++;
		/* Also after a name: then it has to be a directory. */
		if (unlikely(!*name))
			return d_can_lookup(parent);

		if (unlikely(!d_can_lookup(parent) ||
			     parent->d_flags & (DCACHE_OP_HASH | DCACHE_OP_COMPARE) ||
			     !ukl_everybody_may_search(nd->inode)))
			return false;

		nd->last.name = name;
		name = hash_name(nd, name, &lastword);
		if (unlikely(lastword == LAST_WORD_IS_DOT ||
			     lastword == LAST_WORD_IS_DOTDOT))
			return false;

		/* From here on as lookup_fast(), handle_mounts() and step_into(). */
		dentry = __d_lookup_rcu(parent, &nd->last, &nd->next_seq);
		if (unlikely(!dentry || read_seqcount_retry(&parent->d_seq, nd->seq) ||
			     dentry->d_flags & DCACHE_OP_REVALIDATE))
			return false;

		nd->path.dentry = dentry;
		nd->inode = dentry->d_inode;
		if (unlikely(dentry->d_flags & DCACHE_MANAGED_DENTRY)) {
			if (!__follow_mount_rcu(nd, &nd->path))
				return false;
			dentry = nd->path.dentry;
			nd->inode = dentry->d_inode;
		}
		if (unlikely(!nd->inode || d_is_symlink(dentry) ||
			     read_seqcount_retry(&dentry->d_seq, nd->next_seq)))
			return false;
		nd->seq = nd->next_seq;

		if (!*name)
			return true;
	}
}

/**
 * ukl_walk - look up a path, if that is simple
 * @name: the path, absolute or from the working directory
 * @path: what it names, with references
 *
 * Returns false if the lookup has to be done in the ordinary way.
 */
bool ukl_walk(const char *name, struct path *path)
{
	struct fs_struct *fs = current->fs;
	struct nameidata nd;
	unsigned int seq;

	if (IS_ENABLED(CONFIG_SECURITY) || !*name)
		return false;

	nd.flags = LOOKUP_RCU;
	nd.state = 0;
	rcu_read_lock();
	nd.m_seq = __read_seqcount_begin(&mount_lock.seqcount);
	do {
		seq = read_seqcount_begin(&fs->seq);
		nd.path = *name == '/' ? fs->root : fs->pwd;
		nd.inode = nd.path.dentry->d_inode;
		nd.seq = __read_seqcount_begin(&nd.path.dentry->d_seq);
	} while (read_seqcount_retry(&fs->seq, seq));

	if (!ukl_walk_rcu(&nd, name)) {
		rcu_read_unlock();
		return false;
	}

	*path = nd.path;
	if (likely(__legitimize_path(path, nd.seq, nd.m_seq))) {
		rcu_read_unlock();
		return true;
	}
	rcu_read_unlock();
	path_put(path);
	return false;
}

/**
 * ukl_open - open a regular file for reading, if that is simple
 * @name: as for ukl_walk()
 * @flags: O_RDONLY and flags that have no part in the lookup
 *
 * Returns NULL if it has to be opened in the ordinary way.
 */
struct file *ukl_open(const char *name, int flags)
{
	struct file *file = NULL;
	struct path path;
	int error;

	if (!ukl_walk(name, &path))
		return NULL;

	if (d_is_reg(path.dentry) &&
	    !may_open(mnt_idmap(path.mnt), &path, ACC_MODE(O_RDONLY), flags)) {
		file = alloc_empty_file(flags, current_cred());
		if (IS_ERR(file)) {
			file = NULL;
		} else {
			error = vfs_open(&path, file);
			if (unlikely(error)) {
				fput(file);
				file = NULL;
			}
		}
	}
	path_put(&path);
	return file;
}
