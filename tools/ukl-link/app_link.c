// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
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

static char *list_exports(const struct kit *kit)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < kit->nr_exports; i++) {
		char *longer = xasprintf(
			"%sPROVIDE(%s = %#lx);\n", text, kit->exports[i].name,
			(unsigned long)kit->exports[i].address);

		free(text);
		text = longer;
	}
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
	replace(&text, "@EXPORTS@", list_exports(kit));
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

static void add_inputs(struct strv *argv, const struct program *program)
{
	for (size_t i = 0; i < program->inputs.nr; i++)
		if (program->no_libraries ||
		    !is_default_library(program->inputs.v[i]))
			strv_add(argv, program->inputs.v[i]);
}

static struct strv link_command(const struct program *program,
				const struct toolchain *tools,
				const char *script, const char *map)
{
	static const char *const flags[] = {
		"-static",
		"-no-pie",
		"-nostdlib",
		"-fno-lto",
		"-fno-use-linker-plugin",
		"-Wl,--build-id=none",
		"-Wl,--eh-frame-hdr",
		"-Wl,-z,noseparate-code",
		"-Wl,-z,max-page-size=4096",
		"-Wl,-z,relro",
		"-Wl,-z,now",
		"-Wl,--no-warn-rwx-segments",
		/* for diagnose.c: raw names, and what has been linked */
		"-Wl,--no-demangle",
		"-Wl,-t,-t",
	};
	struct strv argv = { 0 };

	command_add_cc(&argv);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		strv_add(&argv, flags[i]);
	strv_addf(&argv, "-Wl,-T,%s", script);
	if (map)
		strv_addf(&argv, "-Wl,-Map,%s", map);
	strv_add(&argv, "-o");
	strv_add(&argv, program->elf);
	if (!program->no_start_files) {
		strv_add(&argv, tools->crt1);
		strv_add(&argv, tools->crti);
		strv_add(&argv, tools->crtbegin);
	}
	add_inputs(&argv, program);
	if (!program->no_libraries) {
		strv_add(&argv, path_of_libukl());
		strv_add(&argv, "-Wl,--start-group");
		strv_add(&argv, "-lgcc");
		strv_add(&argv, "-lgcc_eh");
		strv_add(&argv, "-lc");
		strv_add(&argv, "-Wl,--end-group");
	}
	if (!program->no_start_files) {
		strv_add(&argv, tools->crtend);
		strv_add(&argv, tools->crtn);
	}
	return argv;
}

/* Size is looked at even if no relocation failed: a gap in the data needs no relocation. */
static bool check_result(struct program *program, const struct kit *kit,
			 const char *trace, enum dlopen_policy policy)
{
	struct linked linked;

	if (!app_elf_read(program))
		return false;
	if (app_elf_data_end(program) > diagnose_data_limit(program, kit)) {
		linked_read(&linked, trace);
		diagnose_data_size(program, kit, &linked);
		return false;
	}
	if (policy == DLOPEN_REFUSE &&
	    app_elf_has_symbol(program, is_dlopen_name)) {
		unsigned int before = report_count();

		linked_read(&linked, trace);
		dlopen_check(&linked);
		return report_count() == before;
	}
	return true;
}

bool app_link(struct program *program, const struct kit *kit,
	      const struct toolchain *tools, enum dlopen_policy policy,
	      const char *map)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	char *trace, *messages;
	struct strv argv;
	int status;

	program->elf = tempdir_path("%s.elf", program->name);
	argv = link_command(program, tools, write_script(program, kit), map);
	status = command_run(&argv, &opts, &trace, &messages);
	if (command_is_dry_run())
		return true;
	diagnose_link(program, kit, &argv, status, trace, messages);
	if (status)
		return false;
	return check_result(program, kit, trace, policy);
}
