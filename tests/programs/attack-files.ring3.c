// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack, by root: altered copies of a linked program's file, and files that name it
 * as their interpreter. Nothing but the file itself runs in ring 0.
 */
#include "attack.h"

static size_t size;

static void attempt(const char *how, size_t length)
{
	const char *result = forged_run(length);
	char what[120];

	snprintf(what, sizeof(what), "%s: %s", how, result);
	/* A program whose header is as good as before may run in ring 3, and die */
	attack_expect(!strstr(result, "ring 0"), what);
}

static void every_byte_of_the_headers(void)
{
	size_t end =
		sizeof(Elf64_Ehdr) + elf_header()->e_phnum * sizeof(Elf64_Phdr);
	char how[40];

	for (size_t offset = 0; offset < end; offset++) {
		linked_read();
		snprintf(how, sizeof(how), "byte %zu", offset);
		file[offset] ^= 1u << attack_below(8);
		attempt(how, size);
	}
}

/* The program's headers as they are, text and data where they are not expected */
static void at_random(void)
{
	static const unsigned long types[] = { PT_NULL,	   PT_LOAD,
					       PT_INTERP,  PT_NOTE,
					       PT_TLS,	   PT_GNU_STACK,
					       PT_DYNAMIC, PT_GNU_PROPERTY };
	Elf64_Phdr *header;

	linked_read();
	header = (Elf64_Phdr *)(file + elf_header()->e_phoff) +
		 attack_below(elf_header()->e_phnum);
	switch (attack_below(6)) {
	case 0:
		header->p_type = (Elf64_Word)types[attack_below(8)];
		break;
	case 1:
		header->p_vaddr =
			attack_targets.address[attack_below(attack_targets.nr)];
		break;
	case 2:
		header->p_memsz = attack_random() >> attack_below(64);
		header->p_filesz = attack_random() >> attack_below(64);
		break;
	case 3:
		elf_header()->e_entry =
			attack_targets.address[attack_below(attack_targets.nr)];
		elf_header()->e_type = (Elf64_Half)attack_below(5);
		break;
	case 4:
		header->p_offset = attack_random() >> attack_below(64);
		break;
	default:
		for (int i = 0; i < 8; i++)
			file[attack_below(512)] ^= 1u << attack_below(8);
	}
	attempt("at random", size);
}

/* "#!/ukl/ring" is a way to start it, for root; it must not start anything else */
static void as_interpreter(void)
{
	Elf64_Phdr *header;
	size_t own = 0;
	ssize_t count;
	int fd = (int)MUST(open("/proc/self/exe", O_RDONLY));

	while ((count = MUST(read(fd, file + own, sizeof(file) - own))) > 0)
		own += (size_t)count;
	MUST(close(fd));
	header = (Elf64_Phdr *)(file + elf_header()->e_phoff);
	/* The last header of ours becomes one that asks for the linked program */
	header += elf_header()->e_phnum - 1;
	*header = (Elf64_Phdr){ .p_type = PT_INTERP,
				.p_offset = own,
				.p_filesz = sizeof(LINKED),
				.p_memsz = sizeof(LINKED) };
	memcpy(file + own, LINKED, sizeof(LINKED));
	attempt("as an interpreter", own + sizeof(LINKED));
}

int main(void)
{
	attack_begin(80);
	attack_find_targets();
	size = linked_read();
	every_byte_of_the_headers();
	as_interpreter();
	for (unsigned long n = attack_count(100); n; n--)
		at_random();
	return attack_finish();
}
