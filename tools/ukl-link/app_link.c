// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "app_elf.h"
#include "app_link.h"
#include "command.h"
#include "diagnose.h"
#include "dlopen_check.h"
#include "libc.h"
#include "red_zone.h"
#include "syscalls_check.h"

static char *list_exports(const struct exports *exports)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		die("out of memory");
	for (size_t i = 0; i < exports->nr; i++)
		fprintf(file, "PROVIDE(%s = %#lx);\n", exports->v[i].name,
			(unsigned long)exports->v[i].address);
	if (fclose(file))
		die("out of memory");
	return text;
}

/* Put @value in place of every @key in *text. */
static void replace(char **text, const char *key, const char *value)
{
	char *found;

	while ((found = strstr(*text, key))) {
		char *replaced = xasprintf("%.*s%s%s", (int)(found - *text),
					   *text, value, found + strlen(key));

		free(*text);
		*text = replaced;
	}
}

/*
 * What the kernel offers to a program at user addresses: an addition to ld's own script, which is as
 * good for it as for any static program. Returns its path.
 */
static char *write_exports(const struct program *program, const struct kit *kit)
{
	char *path = tempdir_path("%s.exports", program->name), *text;

	if (command_is_dry_run())
		return path;
	text = xasprintf(
		"%sPROVIDE_HIDDEN(__ukl_gate_stubs_size = __ukl_app_start - __ukl_gate_stubs);\n",
		list_exports(kit_exports(kit, CALLS_GATE, SHORTCUTS_OFF)));
	if (!file_write(path, text, strlen(text), 0666))
		exit(EXIT_FAULT);
	free(text);
	return path;
}

/* Linker script for this program; returns its path. */
static char *write_script(const struct program *program, const struct kit *kit)
{
	char *from = xasprintf("%s/linker-scripts/app.lds.in", path_of_data());
	char *path = tempdir_path("%s.lds", program->name);
	char *text;
	struct file file;

	if (command_is_dry_run())
		return path;
	if (!file_read(from, &file))
		die("%s: %s; set UKL_DATA to UKL's folder", from,
		    strerror(errno));
	text = (char *)file.data;
	replace(&text, "@TEXT_START@",
		xasprintf("%#lx", (unsigned long)program->text_start));
	replace(&text, "@DATA_START@",
		xasprintf("%#lx", (unsigned long)kit->data_start));
	replace(&text, "@EXPORTS@",
		list_exports(
			kit_exports(kit, program->calls, program->shortcuts)));
	if (!file_write(path, text, strlen(text), 0666))
		exit(EXIT_FAULT);
	free(text);
	return path;
}

static bool is_default_library(const char *word)
{
	static const char *const names[] = { "-lc", "-lgcc", "-lgcc_eh",
					     "-lgcc_s" };

	/*
	 * Given explicitly, libc would come before libukl.a, and its dlopen in front of the one that
	 * fails properly. All of them stand at the end anyway.
	 */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(word, names[i]))
			return true;
	return false;
}

/* ld gets the files that a script names, not its text. */
static void add_script(struct strv *argv, const struct program *program,
		       const struct linker_script *script)
{
	char *text = linker_script_text(script), *path;

	if (*text) {
		path = tempdir_path("%s.%zu.script", program->name, argv->nr);
		if (!file_write(path, text, strlen(text), 0666))
			exit(EXIT_FAULT);
		strv_add(argv, "-Xlinker");
		strv_add(argv, path);
		free(path);
	}
	free(text);
}

static const struct linker_script *find_script(const struct program *program,
					       const char *word)
{
	for (size_t i = 0; i < program->nr_scripts; i++)
		if (!strcmp(program->scripts[i].word, word))
			return &program->scripts[i].flat;
	return NULL;
}

static void add_inputs(struct strv *argv, const struct program *program,
		       const struct toolchain *tools)
{
	for (size_t i = 0; i < program->inputs.nr; i++) {
		const char *word = program->inputs.v[i];
		const struct linker_script *script;

		if (!program->no_libraries && is_default_library(word))
			continue;
		/* pointless, and in front of a C library of ours it would bring back the system's */
		if (!strncmp(word, "-L", 2) &&
		    is_system_folder(tools, word + 2))
			continue;
		script = find_script(program, word);
		if (script) {
			add_script(argv, program, script);
			continue;
		}
		/* or gcc would compile it, if its name ends so */
		if (*word != '-')
			strv_add(argv, "-Xlinker");
		strv_add(argv, word);
		if (!strcmp(word, "-Xlinker"))
			strv_add(argv, program->inputs.v[++i]);
	}
	/* behind the program's own folders, and in front of the compiler's */
	if (program->libc)
		strv_addf(argv, "-L%s", program->libc->lib);
}

/* Has the kernel all that gate_cfi.S and gate_unwind.c refer to? */
static bool has_gates(const struct kit *kit)
{
	static const char *const names[] = {
		"__ukl_app_start", "__ukl_gate_stubs", "__ukl_text_start",
		"ukl_gate_return", "ukl_syscall",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!kit_find_export(kit, names[i]))
			return false;
	return true;
}

/* What gcc would add behind the inputs. */
static void add_libraries(struct strv *argv, const struct program *program,
			  const struct kit *kit)
{
	bool process = program->model == MODEL_PROCESS;

	/* unwinding from the gates: gate_unwind.c of libukl.a */
	if (!process && has_gates(kit))
		strv_add(argv, "-Wl,--wrap=_dl_find_object");
	strv_add(argv, "-Wl,--start-group");
	/* in front, so that <ukl/tcp.h> is made of ordinary calls */
	if (program->shortcuts != SHORTCUTS_ON)
		strv_add(argv, path_of_libukl_linux());
	if (!process)
		strv_add(argv, path_of_libukl());
	strv_add(argv, "-lgcc");
	strv_add(argv, "-lgcc_eh");
	strv_add(argv, program->libc ? program->libc->archive : "-lc");
	strv_add(argv, "-Wl,--end-group");
}

static struct strv link_command(const struct app_link *link)
{
	static const char *const flags[] = {
		"-static",
		"-no-pie",
		"-nostdlib",
		"-fno-lto",
		"-fno-use-linker-plugin",
		"-Wl,--build-id=none",
		"-Wl,--eh-frame-hdr",
		"-Wl,-z,relro",
		"-Wl,-z,now",
		/* for diagnose.c: raw names, and what has been linked */
		"-Wl,--no-demangle",
		"-Wl,-t,-t",
	};
	/* for a layout with the text among the kernel's */
	static const char *const layout_flags[] = {
		"-Wl,-z,noseparate-code",
		"-Wl,-z,max-page-size=4096",
		"-Wl,--no-warn-rwx-segments",
	};
	const struct program *program = link->program;
	const struct toolchain *tools = link->tools;
	const struct libc *libc = program->libc;
	struct strv argv = { 0 };

	command_add_cc(&argv);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		strv_add(&argv, flags[i]);
	if (program->model == MODEL_UKL) {
		for (size_t i = 0;
		     i < sizeof(layout_flags) / sizeof(*layout_flags); i++)
			strv_add(&argv, layout_flags[i]);
		strv_addf(&argv, "-Wl,-T,%s", write_script(program, link->kit));
	}
	if (link->map)
		strv_addf(&argv, "-Wl,-Map,%s", link->map);
	strv_add(&argv, "-o");
	strv_add(&argv, program->elf);
	if (!program->no_start_files) {
		strv_add(&argv, libc ? libc->crt1 : tools->crt1);
		strv_add(&argv, libc ? libc->crti : tools->crti);
		strv_add(&argv, tools->crtbegin);
	}
	add_inputs(&argv, program, tools);
	if (program->model == MODEL_KML)
		strv_add(&argv, write_exports(program, link->kit));
	if (!program->no_libraries)
		add_libraries(&argv, program, link->kit);
	if (!program->no_start_files) {
		strv_add(&argv, tools->crtend);
		strv_add(&argv, libc ? libc->crtn : tools->crtn);
	}
	return argv;
}

void app_link_start(struct app_link *link)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct program *program = link->program;

	program->elf = tempdir_path("%s.elf", program->name);
	link->argv = link_command(link);
	link->child = command_start(&link->argv, &opts);
}

void app_link_wait(struct app_link *link)
{
	link->status =
		command_wait(&link->child, &link->trace, &link->messages);
	link->program->text_size = 0;
	if (!link->status && !command_is_dry_run() &&
	    link->program->model == MODEL_UKL)
		app_elf_measure(link->program);
}

/* The same of a program that stays in its file. */
static bool check_whole(const struct app_link *link,
			const struct linked *linked)
{
	struct program *program = link->program;
	unsigned int before = report_count();

	if (!app_elf_read_whole(program))
		return false;
	if (program->model == MODEL_KML && link->dlopen == DLOPEN_REFUSE &&
	    app_elf_has_symbol(program, is_dlopen_name))
		dlopen_check(linked);
	syscalls_check(linked, program, link->kit);
	return report_count() == before;
}

/* Size is looked at even if no relocation failed: a gap in the data needs no relocation. */
static bool check_result(const struct app_link *link,
			 const struct linked *linked)
{
	struct program *program = link->program;
	unsigned int before = report_count();

	if (!app_elf_in_place(program)) {
		diagnose_place(program, linked);
		return false;
	}
	if (!app_elf_read(program))
		return false;
	if (app_elf_data_end(program) >
	    diagnose_data_limit(program, link->kit)) {
		diagnose_data_size(program, link->kit, linked);
		return false;
	}
	if (link->dlopen == DLOPEN_REFUSE &&
	    app_elf_has_symbol(program, is_dlopen_name))
		dlopen_check(linked);
	syscalls_check(linked, program, link->kit);
	return report_count() == before;
}

bool app_link_check(struct app_link *link)
{
	struct program *program = link->program;
	unsigned int before = report_count();
	struct linked linked;

	if (command_is_dry_run())
		return true;
	linked_read(&linked, program->libc, link->trace);
	diagnose_link(program, link->kit, &link->argv, link->status, &linked,
		      link->messages);
	if (program->model != MODEL_PROCESS)
		red_zone_check(&linked, link->kit);
	if (!link->status && program->model == MODEL_UKL)
		check_result(link, &linked);
	else if (!link->status)
		check_whole(link, &linked);
	linked_close(&linked);
	free(link->trace);
	free(link->messages);
	return report_count() == before;
}
