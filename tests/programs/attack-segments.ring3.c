// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack: segments of one's own (modify_ldt), code of 32 bits, and its ways into the
 * kernel. Says what the kernel has of these: in profile `general` there is neither.
 */
#include "attack.h"
#include <asm/ldt.h>
#include <elf.h>

static ucontext_t forged;
static unsigned char *low; /* a page of code below 4 GB */
static int have_ldt, have_32bit;

static int write_entry(struct user_desc *entry)
{
	return (int)syscall(SYS_modify_ldt, 0x11, entry, sizeof(*entry));
}

static void any_segment(unsigned int number)
{
	struct user_desc entry = {
		.entry_number = number,
		.base_addr = (unsigned int)attack_random(),
		.limit = (unsigned int)attack_random() & 0xfffff,
		.seg_32bit = attack_random() & 1,
		.contents = attack_random() & 3,
		.read_exec_only = attack_random() & 1,
		.limit_in_pages = attack_random() & 1,
		.seg_not_present = attack_below(4) == 0,
		.useable = attack_random() & 1,
	};

	if (attack_random() & 1)
		entry.base_addr = 0;
	if (attack_random() & 1) {
		entry.limit = 0xfffff;
		entry.limit_in_pages = 1;
	}
	attack_tried++;
	write_entry(&entry);
}

/* Is it a segment of privilege 3 or none at all? LAR tells what the processor sees. */
static void look_at(unsigned long selector)
{
	unsigned long rights = 0;

	asm volatile("lar %1, %0" : "+r"(rights) : "r"(selector) : "cc");
	attack_expect(!(rights >> 8 & 0x80) || (rights >> 13 & 3) == 3 ||
			      (rights >> 8 & 0x1c) == 0x1c,
		      "a segment of ring 0");
}

static void frames_with_segments(unsigned long count)
{
	greg_t *registers = forged.uc_mcontext.gregs;

	for (; count; count--) {
		unsigned long cs = attack_random() & 0x7f, ss = attack_random();
		unsigned int number = (unsigned int)attack_below(16);

		if (have_ldt) {
			any_segment(number);
			look_at(number << 3 | 7);
		}
		forged = attack_frame;
		if (attack_random() & 1)
			forged.uc_flags &= ~4ul; /* UC_STRICT_RESTORE_SS */
		registers[REG_CSGSFS] = (greg_t)((ss & 0x7f) << 48 | cs);
		registers[REG_RIP] =
			(greg_t)(attack_random() & 1 ?
					 (unsigned long)low :
					 attack_targets.address[attack_below(
						 attack_targets.nr)]);
		registers[REG_RSP] =
			(greg_t)(attack_random() & 1 ?
					 (unsigned long)low + 2048 :
					 attack_random());
		attack_fly_to_death(attack_use_frame, &forged, "a frame");
	}
}

/* mov %cs, %eax; then the way in; then a fault */
static void lay_code(const unsigned char *way, size_t length)
{
	memset(low, 0xf4, 4096); /* hlt */
	memcpy(low, way, length);
}

static void in_32_bits(void *unused)
{
	greg_t *registers = forged.uc_mcontext.gregs;

	(void)unused;
	forged = attack_frame;
	registers[REG_CSGSFS] = 0x2bl << 48 | 0x23;
	registers[REG_RIP] = (greg_t)low;
	registers[REG_RSP] = (greg_t)(low + 2048);
	registers[REG_RBP] = (greg_t)(low + 2048);
	registers[REG_RAX] = (greg_t)attack_random();
	if (attack_random() & 1)
		registers[REG_RAX] &= 0x1ff;
	/* None that would end this process, wait, or make another one */
	if (registers[REG_RAX] < 0x200)
		registers[REG_RAX] = 20 /* getpid */;
	registers[REG_RBX] = (greg_t)attack_random();
	registers[REG_RCX] =
		(greg_t)attack_targets.address[attack_below(attack_targets.nr)];
	registers[REG_RDX] = (greg_t)attack_random();
	attack_use_frame(&forged);
}

static void ways_of_32_bits(unsigned long count)
{
	static const unsigned char ways[][8] = {
		{ 0xcd, 0x80, 0xf4 }, /* int $0x80 */
		{ 0x0f, 0x34, 0xf4 }, /* sysenter */
		{ 0x0f, 0x05, 0xf4 }, /* syscall */
		{ 0xcc, 0xf4 }, /* int3 */
		{ 0x9a, 0, 0, 0, 0, 0x10, 0, 0xf4 }, /* lcall $0x10, $0 */
		{ 0xea, 0, 0, 0, 0x80, 0x10, 0, 0xf4 }, /* ljmp */
		{ 0x0f, 0x0b }, /* ud2 */
	};

	for (; count; count--) {
		size_t n = attack_below(sizeof(ways) / sizeof(ways[0]));

		lay_code(ways[n], sizeof(ways[n]));
		attack_fly_to_death(in_32_bits, NULL, "code of 32 bits");
	}
}

/* A program of 32 bits: mov $1, %eax; mov $42, %ebx; int $0x80. 42, ENOEXEC or a signal */
static int run_32bit_program(Elf32_Addr entry)
{
	static const unsigned char code[] = { 0xb8, 1, 0, 0,	0,    0xbb, 42,
					      0,    0, 0, 0xcd, 0x80, 0xf4 };
	Elf32_Ehdr *header = (Elf32_Ehdr *)file;
	Elf32_Phdr *program = (Elf32_Phdr *)(header + 1);
	int fd, status;
	pid_t pid;

	memset(file, 0, 4096);
	memcpy(header->e_ident, ELFMAG "\1\1\1", 7);
	header->e_type = ET_EXEC;
	header->e_machine = EM_386;
	header->e_version = 1;
	header->e_entry = entry;
	header->e_phoff = sizeof(*header);
	header->e_ehsize = sizeof(*header);
	header->e_phentsize = sizeof(*program);
	header->e_phnum = 1;
	*program = (Elf32_Phdr){ .p_type = PT_LOAD,
				 .p_vaddr = 0x8048000,
				 .p_filesz = 4096,
				 .p_memsz = 4096,
				 .p_flags = PF_R | PF_X,
				 .p_align = 4096 };
	memcpy(file + 512, code, sizeof(code));
	fd = (int)MUST(open(FORGED, O_WRONLY | O_CREAT | O_TRUNC, 0755));
	MUST(write(fd, file, 4096));
	MUST(close(fd));
	pid = child();
	if (pid == 0) {
		execl(FORGED, "32", NULL);
		_exit(errno == ENOEXEC ? 8 : 9);
	}
	status = reap(pid);
	unlink(FORGED);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int main(void)
{
	struct user_desc entry = { .entry_number = 0, .limit = 0xfffff };
	int result;

	attack_begin(80);
	attack_find_targets();
	have_ldt = write_entry(&entry) == 0;
	printf("modify_ldt: %s\n", have_ldt ? "0" : errname(errno));
	result = run_32bit_program(0x8048000 + 512);
	have_32bit = result == 42;
	printf("program of 32 bits: %s\n", have_32bit  ? "runs" :
					   result == 8 ? "ENOEXEC" :
							 "another end");
	attack_expect(have_32bit || result == 8, "a program of 32 bits");
	attack_expect(run_32bit_program(0xffffe000) != 42,
		      "an entry above all");

	low = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	CHECK(low != MAP_FAILED);
	lay_code((const unsigned char *)"\xf4", 1);
	attack_as_nobody();
	attack_prepare_flights();
	attack_take_frame();
	frames_with_segments(attack_count(3000));
	ways_of_32_bits(attack_count(1000));
	return attack_finish();
}
