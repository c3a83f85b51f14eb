// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for QEMU's TCG: counts executed guest instructions by address.
 *
 *	-plugin ukl-count.so,fd=N[,app=START-END][,mark=ADDRESS]
 *
 * N is a socket that QEMU inherits. Each line that comes in is answered:
 *
 *	counts	"USER APP KERNEL": instructions at user addresses, whatever the ring, in the program's range,
 *		elsewhere
 *	blocks	a line "ADDRESS INSTRUCTIONS" for each translation block that has run, then "end"
 *
 * When a block that begins at the mark runs for the first time, a line as for "counts" goes out unasked:
 * it is there even if the guest ends before anybody could ask.
 *
 * Nothing is ever set to zero: who wants a window asks at both ends and subtracts. A block counts when
 * it is entered. The rest of one that a fault has left counts too, which is below a thousandth; with
 * -icount, figures repeat.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <qemu-plugin.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/*
 * A translation block. QEMU translates the same code again and again; the key is what it is, so there is
 * one of these for all. They are never freed: translated code holds their addresses.
 */
struct block {
	struct block *next; /* in the same slot */
	uint64_t address;
	uint64_t size; /* instructions */
	uint64_t runs[]; /* by vCPU, each written by its own thread only */
};

enum { NR_SLOTS = 1 << 16, USER_BITS = 47 };

static struct block *slots[NR_SLOTS];
/* Of the slots: translators add, the server reads. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int nr_cpus;
static uint64_t app_start, app_end, mark;
static FILE *in, *out; /* the socket */

static struct block *get_block(uint64_t address, uint64_t size)
{
	uint64_t hash = (address * 31 + size) * 0x9e3779b97f4a7c15ull;
	struct block **slot = &slots[hash >> 48], *block;

	pthread_mutex_lock(&lock);
	for (block = *slot; block; block = block->next)
		if (block->address == address && block->size == size)
			break;
	if (!block) {
		block = calloc(1, sizeof(*block) + nr_cpus * sizeof(uint64_t));
		if (!block) {
			fprintf(stderr, "ukl-count: out of memory\n");
			exit(1);
		}
		block->address = address;
		block->size = size;
		block->next = *slot;
		*slot = block;
	}
	pthread_mutex_unlock(&lock);
	return block;
}

static void count_run(unsigned int cpu, void *data)
{
	struct block *block = data;

	if (cpu < nr_cpus)
		block->runs[cpu]++;
}

static void answer_counts(void);

static void take_mark(unsigned int cpu, void *data)
{
	static bool taken;

	(void)cpu;
	(void)data;
	if (__atomic_exchange_n(&taken, true, __ATOMIC_RELAXED))
		return;
	pthread_mutex_lock(&lock);
	answer_counts();
	fflush(out);
	pthread_mutex_unlock(&lock);
}

static void take_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *block =
		get_block(qemu_plugin_tb_vaddr(tb), qemu_plugin_tb_n_insns(tb));

	(void)id;
	/* The inline addition is not atomic and does not know its vCPU. */
	if (nr_cpus == 1)
		qemu_plugin_register_vcpu_tb_exec_inline(
			tb, QEMU_PLUGIN_INLINE_ADD_U64, &block->runs[0], 1);
	else
		qemu_plugin_register_vcpu_tb_exec_cb(
			tb, count_run, QEMU_PLUGIN_CB_NO_REGS, block);
	if (mark && block->address == mark)
		qemu_plugin_register_vcpu_tb_exec_cb(
			tb, take_mark, QEMU_PLUGIN_CB_NO_REGS, NULL);
}

static uint64_t get_instructions(const struct block *block)
{
	uint64_t runs = 0;

	for (unsigned int i = 0; i < nr_cpus; i++)
		runs += __atomic_load_n(&block->runs[i], __ATOMIC_RELAXED);
	return runs * block->size;
}

static void answer_counts(void)
{
	uint64_t user = 0, app = 0, kernel = 0;

	for (int i = 0; i < NR_SLOTS; i++) {
		for (struct block *b = slots[i]; b; b = b->next) {
			if (!(b->address >> USER_BITS))
				user += get_instructions(b);
			else if (b->address >= app_start &&
				 b->address < app_end)
				app += get_instructions(b);
			else
				kernel += get_instructions(b);
		}
	}
	fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", user, app,
		kernel);
}

static void answer_blocks(void)
{
	for (int i = 0; i < NR_SLOTS; i++) {
		for (struct block *b = slots[i]; b; b = b->next) {
			uint64_t instructions = get_instructions(b);

			if (instructions)
				fprintf(out, "%" PRIx64 " %" PRIu64 "\n",
					b->address, instructions);
		}
	}
	fprintf(out, "end\n");
}

static void *serve(void *data)
{
	char line[32];

	(void)data;
	while (fgets(line, sizeof(line), in)) {
		/* The guest stands still only if it translates meanwhile. */
		pthread_mutex_lock(&lock);
		if (!strcmp(line, "counts\n"))
			answer_counts();
		else if (!strcmp(line, "blocks\n"))
			answer_blocks();
		else
			fprintf(out, "error\n");
		pthread_mutex_unlock(&lock);
		fflush(out);
	}
	return NULL;
}

static bool start_server(int fd)
{
	sigset_t all, before;
	pthread_t thread;
	int failure;

	in = fdopen(fd, "r");
	out = fdopen(dup(fd), "w");
	if (!in || !out)
		return false;
	/* Signals are QEMU's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failure = pthread_create(&thread, NULL, serve, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !failure;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	int fd = -1;

	for (int i = 0; i < argc; i++) {
		if (sscanf(argv[i], "fd=%d", &fd) == 1 ||
		    sscanf(argv[i], "app=%" SCNx64 "-%" SCNx64, &app_start,
			   &app_end) == 2 ||
		    sscanf(argv[i], "mark=%" SCNx64, &mark) == 1)
			continue;
		fprintf(stderr,
			"ukl-count: %s: not fd=N, app=START-END or mark=ADDRESS\n",
			argv[i]);
		return 1;
	}
	if (info->version.cur != QEMU_PLUGIN_VERSION ||
	    !info->system_emulation) {
		fprintf(stderr,
			"ukl-count: made for plugins of version %d, this QEMU has %d; run make again\n",
			QEMU_PLUGIN_VERSION, info->version.cur);
		return 1;
	}
	nr_cpus = info->system.max_vcpus;
	if (fd < 0 || !start_server(fd)) {
		fprintf(stderr,
			"ukl-count: no socket to answer on; give fd=N\n");
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, take_translation);
	return 0;
}
