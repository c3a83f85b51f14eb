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
 * - A directory may no longer be searched by everybody: notify_change(), those
 *   that set and forget ACLs, and a remount count. File systems that change
 *   permissions behind their back have to revalidate dentries and are not looked
 *   at here.
 * - Another root directory: compared.
 */
#include <linux/hash.h>
#include <linux/shmem_fs.h>
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
			if (dentry->d_flags & DCACHE_OP_WEAK_REVALIDATE)
				return false;
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
	unsigned int		nr_words;
	struct path		path;
	unsigned long		words[11];
};

/* One CPU's, and used with preemption off, so no lock. */
#define UKL_WALK_BITS	5
static DEFINE_PER_CPU(struct ukl_walk_set {
	struct ukl_walk_entry	ways[2];
	unsigned int		next;	/* to be overwritten */
}, ukl_walks[1 << UKL_WALK_BITS]);

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

static __always_inline bool ukl_same_name(const struct ukl_walk_entry *entry,
					  const struct ukl_name *name)
{
	unsigned int i;

	if (entry->nr_words != name->nr_words)
		return false;
	for (i = 0; i < name->nr_words; i++)
		if (entry->words[i] != name->words[i])
			return false;
	return true;
}

static __always_inline struct ukl_walk_set *ukl_walk_set(const struct ukl_name *name)
{
	return this_cpu_ptr(&ukl_walks[hash_long(name->hash, UKL_WALK_BITS)]);
}

static __always_inline bool ukl_recall_walk(const struct ukl_name *name,
					    const struct ukl_walk_state *now,
					    struct path *path, unsigned int *seq)
{
	const struct ukl_walk_entry *entry;
	bool same;

	preempt_disable();
	entry = ukl_walk_set(name)->ways;
	if (!ukl_same_name(entry, name))
		entry++;
	same = ukl_same_name(entry, name) && ukl_same_walk_state(&entry->before, now);
	*path = entry->path;
	*seq = entry->seq;
	preempt_enable();
	return same;
}

static void ukl_remember_walk(const struct ukl_name *name,
			      const struct ukl_walk_state *before,
			      const struct path *path, unsigned int seq)
{
	struct ukl_walk_entry *entry;
	struct ukl_walk_set *set;

	if (name->nr_words > ARRAY_SIZE(entry->words))
		return;

	preempt_disable();
	set = ukl_walk_set(name);
	if (ukl_same_name(&set->ways[0], name))
		set->next = 0;
	entry = &set->ways[set->next];
	set->next ^= 1;
	entry->before = *before;
	entry->path = *path;
	entry->seq = seq;
	entry->nr_words = name->nr_words;
	memcpy(entry->words, name->words, name->nr_words * sizeof(long));
	preempt_enable();
}

static noinline bool ukl_find_anew(const struct ukl_name *name, const struct path *from,
				   const struct ukl_walk_state *now, struct path *path,
				   unsigned int *seq)
{
	struct nameidata nd __ukl_uninitialized;

	/*
	 * Root or working directory may have changed since they were read, but
	 * they were right when this began, and they are still there.
	 */
	nd.path = *from;
	nd.seq = __read_seqcount_begin(&nd.path.dentry->d_seq);
	nd.inode = READ_ONCE(nd.path.dentry->d_inode);
	nd.flags = LOOKUP_RCU;
	nd.state = 0;
	nd.m_seq = now->mount_seq;
	if (unlikely(!nd.inode) || !ukl_walk_rcu(&nd, (const char *)name->words))
		return false;

	*path = nd.path;
	*seq = nd.seq;
	return true;
}

/* In an RCU read section, without references: what @name leads to, and its d_seq. */
static __always_inline bool ukl_find(const struct ukl_name *name, struct path *path,
				     unsigned int *seq, unsigned int *mount_seq)
{
	bool absolute = (name->words[0] & 0xff) == '/';
	struct fs_struct *fs = current->fs;
	struct ukl_walk_state now;
	unsigned int fs_seq;
	struct path pwd;

	ukl_get_walk_state(&now);
	*mount_seq = now.mount_seq;
	do {
		fs_seq = read_seqcount_begin(&fs->seq);
		now.root = fs->root;
		pwd = fs->pwd;
	} while (read_seqcount_retry(&fs->seq, fs_seq));

	if (!absolute)
		return ukl_find_anew(name, &pwd, &now, path, seq);
	if (likely(ukl_recall_walk(name, &now, path, seq)))
		return true;
	if (!ukl_find_anew(name, &now.root, &now, path, seq))
		return false;
	ukl_remember_walk(name, &now, path, *seq);
	return true;
}

/**
 * ukl_walk - look up a path, if that is simple
 * @name: the path, absolute or from the working directory
 * @path: what it names, with references
 *
 * Returns false if the lookup has to be done in the ordinary way.
 */
bool ukl_walk(const struct ukl_name *name, struct path *path)
{
	unsigned int seq, mount_seq;
	bool ok;

	if (IS_ENABLED(CONFIG_SECURITY))
		return false;

	rcu_read_lock();
	if (!ukl_find(name, path, &seq, &mount_seq)) {
		rcu_read_unlock();
		return false;
	}
	ok = __legitimize_path(path, seq, mount_seq);
	rcu_read_unlock();
	if (unlikely(!ok)) {
		path_put(path);
		ukl_walk_changed();
	}
	return ok;
}

/*
 * Attributes without a reference to the file: only by functions of which it is
 * known that they do not sleep.
 */
static __always_inline bool ukl_getattr_rcu(const struct path *path, struct kstat *stat)
{
	/* Once: it may be taken away at any time, and is freed after this. */
	struct inode *inode = READ_ONCE(path->dentry->d_inode);

	if (unlikely(!inode || mnt_idmap(path->mnt) != &nop_mnt_idmap))
		return false;
	/*
	 * Who detaches a mount waits for RCU readers before the file system may
	 * go. The last mntput() of one that has been detached does not wait.
	 */
	if (unlikely(!READ_ONCE(real_mount(path->mnt)->mnt_ns)))
		return false;

	if (!inode->i_op->getattr) {
		generic_fillattr(&nop_mnt_idmap, STATX_BASIC_STATS, inode, stat);
		return true;
	}
#ifdef CONFIG_SHMEM
	if (inode->i_op->getattr == shmem_getattr) {
		struct shmem_inode_info *info = SHMEM_I(inode);

		/* Otherwise shmem_getattr() corrects that, and may sleep. */
		if (info->alloced - info->swapped == inode->i_mapping->nrpages) {
			shmem_fillattr(&nop_mnt_idmap, inode, stat, STATX_BASIC_STATS);
			return true;
		}
	}
#endif
	return false;
}

/**
 * ukl_stat - get a file's attributes, if that is simple
 * @name: as for ukl_walk()
 * @stat: the members that stat(2) returns are set, no others
 * @flags: as of vfs_getattr()
 *
 * Returns false if they have to be got in the ordinary way.
 */
bool ukl_stat(const struct ukl_name *name, struct kstat *stat, unsigned int flags)
{
	unsigned int seq, mount_seq;
	struct path path;
	int error;

	if (IS_ENABLED(CONFIG_SECURITY))
		return false;

	stat->result_mask = 0;
	stat->attributes = 0;
	stat->attributes_mask = 0;
	rcu_read_lock();
	if (!ukl_find(name, &path, &seq, &mount_seq)) {
		rcu_read_unlock();
		return false;
	}
	if (likely(ukl_getattr_rcu(&path, stat) &&
		   !read_seqcount_retry(&path.dentry->d_seq, seq))) {
		rcu_read_unlock();
		return !S_ISBLK(stat->mode);
	}
	rcu_read_unlock();

	if (!ukl_walk(name, &path))
		return false;
	error = vfs_getattr(&path, stat, STATX_BASIC_STATS, flags);
	path_put(&path);
	return !error && !S_ISBLK(stat->mode);
}

/**
 * ukl_open - open a regular file for reading, if that is simple
 * @name: as for ukl_walk()
 * @flags: O_RDONLY and flags that have no part in the lookup
 *
 * Returns NULL if it has to be opened in the ordinary way.
 */
struct file *ukl_open(const struct ukl_name *name, int flags)
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
