// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path lookup for the shortcuts of linked programs, a part of namei.c: the
 * plain case, in which every directory and the file are in the dentry cache,
 * everybody may search the directories, and there is no symbolic link, "." or
 * "..". For everything else, errors too, the caller goes the ordinary way.
 *
 * What was found is remembered for as long as nothing happens that could lead
 * elsewhere. What can happen:
 * - Something is renamed: rename_lock counts that. Something is mounted or
 *   unmounted: mount_lock.
 * - A name is taken out of the dentry cache, because the file has been removed
 *   or memory is short. Each dentry on the way has DCACHE_UKL_WALKED, with which
 *   its removal counts in ukl_walk_generation. It pins its parents, but may be
 *   freed itself, after a grace period that begins after the counting.
 * - The file has been removed, but its dentry stays: the dentry's d_seq.
 * - A directory may no longer be searched by everybody: notify_change() and
 *   set_cached_acl() count. File systems that change permissions behind their
 *   back have to revalidate dentries and are not looked at here.
 * - Another root directory: compared.
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

atomic_long_t ukl_walk_generation = ATOMIC_LONG_INIT(0);

/* From now on, the removal of @dentry counts; false if that has been missed. */
static bool ukl_mark_walked(struct dentry *dentry)
{
	bool hashed;

	spin_lock(&dentry->d_lock);
	hashed = !d_unhashed(dentry);
	if (hashed)
		dentry->d_flags |= DCACHE_UKL_WALKED;
	spin_unlock(&dentry->d_lock);
	return hashed;
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
			     dentry->d_flags & (DCACHE_OP_REVALIDATE |
						DCACHE_NEED_AUTOMOUNT |
						DCACHE_MANAGE_TRANSIT)))
			return false;
		if (unlikely(!(dentry->d_flags & DCACHE_UKL_WALKED) &&
			     !ukl_mark_walked(dentry)))
			return false;

		nd->path.dentry = dentry;
		nd->inode = dentry->d_inode;
		if (unlikely(dentry->d_flags & DCACHE_MOUNTED)) {
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

/* What can make a lookup wrong, at the time when it began. */
struct ukl_walk_state {
	long		generation;
	unsigned int	rename_seq;
	unsigned int	mount_seq;
	struct path	root;
};

struct ukl_walk_entry {
	struct ukl_walk_state	before;
	unsigned int		seq;	/* of path.dentry */
	struct path		path;
	u64			hash_len;
	char			name[88]; /* without the terminating NUL */
};

/* One CPU's, and used with preemption off, so no lock. */
#define UKL_WALK_BITS	6
static DEFINE_PER_CPU(struct ukl_walk_entry, ukl_walks[1 << UKL_WALK_BITS]);

static __always_inline void ukl_get_walk_state(struct ukl_walk_state *now)
{
	now->generation = atomic_long_read_acquire(&ukl_walk_generation);
	now->rename_seq = __read_seqcount_begin(&rename_lock.seqcount);
	now->mount_seq = __read_seqcount_begin(&mount_lock.seqcount);
}

static __always_inline bool ukl_same_walk_state(const struct ukl_walk_state *a,
						const struct ukl_walk_state *b)
{
	return a->generation == b->generation && a->rename_seq == b->rename_seq &&
	       a->mount_seq == b->mount_seq && path_equal(&a->root, &b->root);
}

static __always_inline struct ukl_walk_entry *ukl_walk_entry(u64 hash_len)
{
	return this_cpu_ptr(&ukl_walks[hashlen_hash(hash_len) >> (32 - UKL_WALK_BITS)]);
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
	struct ukl_walk_state now;
	struct ukl_walk_entry *entry;
	struct nameidata nd;
	unsigned int seq;
	u64 hash_len = 0;
	bool ok;

	if (IS_ENABLED(CONFIG_SECURITY) || unlikely(!*name))
		return false;

	rcu_read_lock();
	ukl_get_walk_state(&now);
	do {
		seq = read_seqcount_begin(&fs->seq);
		now.root = fs->root;
		nd.path = *name == '/' ? now.root : fs->pwd;
		nd.inode = nd.path.dentry->d_inode;
		nd.seq = __read_seqcount_begin(&nd.path.dentry->d_seq);
	} while (read_seqcount_retry(&fs->seq, seq));

	if (likely(*name == '/')) {
		hash_len = hashlen_string(NULL, name);
		preempt_disable();
		entry = ukl_walk_entry(hash_len);
		if (likely(entry->hash_len == hash_len &&
			   !memcmp(entry->name, name, hashlen_len(hash_len)) &&
			   ukl_same_walk_state(&entry->before, &now))) {
			*path = entry->path;
			seq = entry->seq;
			preempt_enable();
			goto found;
		}
		preempt_enable();
		if (hashlen_len(hash_len) > sizeof(entry->name))
			hash_len = 0;
	}

	nd.flags = LOOKUP_RCU;
	nd.state = 0;
	nd.m_seq = now.mount_seq;
	if (!ukl_walk_rcu(&nd, name)) {
		rcu_read_unlock();
		return false;
	}
	*path = nd.path;
	seq = nd.seq;
	if (hash_len) {
		preempt_disable();
		entry = ukl_walk_entry(hash_len);
		entry->before = now;
		entry->seq = seq;
		entry->path = *path;
		entry->hash_len = hash_len;
		memcpy(entry->name, name, hashlen_len(hash_len));
		preempt_enable();
	}
found:
	ok = __legitimize_path(path, seq, now.mount_seq);
	rcu_read_unlock();
	if (unlikely(!ok)) {
		path_put(path);
		ukl_walk_changed();
	}
	return ok;
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
