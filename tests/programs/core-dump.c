// SPDX-License-Identifier: GPL-2.0-only
/* A crash leaves a core file with the registers, the signal and the memory. */
#include "check.h"
#include <elf.h>
#include <sys/procfs.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char marker[4096] __attribute__((aligned(4096))) = "marker in the data";
static char *core;

static int contains(const Elf64_Ehdr *header, size_t size, const void *address)
{
	const Elf64_Phdr *segments = (void *)(core + header->e_phoff);

	for (int i = 0; i < header->e_phnum; i++) {
		uintptr_t offset = (uintptr_t)address - segments[i].p_vaddr;

		if (segments[i].p_type == PT_LOAD &&
		    offset < segments[i].p_filesz &&
		    segments[i].p_offset + offset < size)
			return !strcmp(core + segments[i].p_offset + offset,
				       "crash marker");
	}
	return 0;
}

static void look_at_notes(const char *note, const char *end, pid_t pid)
{
	while (note + sizeof(Elf64_Nhdr) <= end) {
		const Elf64_Nhdr *header = (void *)note;
		const char *data =
			note + sizeof(*header) + (header->n_namesz + 3) / 4 * 4;

		if (header->n_type == NT_PRSTATUS) {
			const prstatus_t *status = (void *)data;
			const unsigned long *registers = (void *)status->pr_reg;

			printf("signal %d, pid %d, rbx %lx, r12 %lx\n",
			       status->pr_cursig, status->pr_pid == pid,
			       registers[5], registers[3]);
		} else if (header->n_type == NT_PRPSINFO) {
			printf("program %s\n",
			       ((const prpsinfo_t *)data)->pr_fname);
		} else if (header->n_type == NT_AUXV ||
			   header->n_type == NT_FPREGSET ||
			   header->n_type == NT_SIGINFO ||
			   header->n_type == NT_FILE) {
			printf("note %x\n", header->n_type);
		}
		note = data + (header->n_descsz + 3) / 4 * 4;
	}
}

int main(void)
{
	char directory[] = "/tmp/core-dump.XXXXXX";
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	const Elf64_Ehdr *header;
	const Elf64_Phdr *segment;
	ssize_t size;
	int fd, status;
	pid_t pid;

	begin(30);
	CHECK(mkdtemp(directory) != NULL);
	MUST(chdir(directory));
	pid = child();
	if (pid == 0) {
		MUST(setrlimit(RLIMIT_CORE, &unlimited));
		strcpy(marker, "crash marker");
		asm volatile(
			"mov $0x1111, %%ebx; mov $0x2222, %%r12d; movl $1, 8"
			:
			:
			: "rbx", "r12", "memory");
	}
	status = reap(pid);
	printf("%s, core %d\n", fate(status), WCOREDUMP(status) != 0);
	fd = (int)MUST(open("core", O_RDONLY));
	size = MUST(lseek(fd, 0, SEEK_END));
	core = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(core != MAP_FAILED);
	header = (void *)core;
	CHECK(memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	      header->e_type == ET_CORE);
	segment = (void *)(core + header->e_phoff);
	CHECK(segment->p_type == PT_NOTE);
	look_at_notes(core + segment->p_offset,
		      core + segment->p_offset + segment->p_filesz, pid);
	printf("memory %d\n", contains(header, (size_t)size, marker));
	MUST(unlink("core"));
	MUST(rmdir(directory));
	return finish();
}
