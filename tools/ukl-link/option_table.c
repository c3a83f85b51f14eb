// SPDX-License-Identifier: GPL-2.0-only
/*
 * One table says which options there are, what they take, what they do and what --help prints. The
 * forms are gcc's where gcc has the option, so that a makefile's link line works as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "../common/ld_options.h"
#include "../common/number.h"
#include "../common/report.h"
#include "../common/uklnote.h"
#include "ld_word_check.h"
#include "option_table.h"
#include "profile.h"
#include "toolchain.h"
#include "with.h"

static void set_output(struct options *opts, const struct option *self,
		       const char *arg)
{
	(void)self;
	opts->image.output = xstrdup(arg);
}

/* An option that stage 1 gets in its place among the inputs. */
static void pass_glued(struct options *opts, const struct option *self,
		       const char *arg)
{
	strv_addf(&opts->main_program.inputs, "%s%s", self->name, arg);
}

static void pass_to_ld(struct options *opts, const struct option *self,
		       const char *arg)
{
	(void)arg;
	strv_addf(&opts->main_program.inputs, "-Wl,%s", self->detail);
}

static void set_map(struct options *opts, const struct option *self,
		    const char *arg)
{
	(void)self;
	opts->image.map = xstrdup(arg);
}

static void set_fatal_warnings(struct options *opts, const struct option *self,
			       const char *arg)
{
	(void)opts;
	(void)self;
	(void)arg;
	report_make_warnings_fatal();
}

/* A word for ld. Inputs among them, "-Wl,--whole-archive,libx.a,-lz", are looked at like those outside. */
static void pass_ld_word(struct options *opts, const char *word)
{
	struct strv *inputs = &opts->main_program.inputs;
	bool is_argument = opts->ld_open;
	struct ld_word read;
	bool open = ld_word_read(&read, is_argument ? opts->ld_open : word);

	if (is_argument)
		read.arg = word;
	opts->ld_open = open && !is_argument ? xstrdup(word) : NULL;
	switch (read.meaning) {
	case LD_FILE:
		strv_add(inputs, word);
		return;
	case LD_LIBRARY:
		if (read.arg)
			strv_addf(inputs, "-l%s", read.arg);
		return;
	case LD_FOLDER:
		if (read.arg)
			strv_addf(inputs, "-L%s", read.arg);
		return;
	case LD_MAP:
		if (read.arg)
			set_map(opts, NULL, read.arg);
		return;
	default:
		break;
	}
	if (!strcmp(word, "--fatal-warnings")) {
		/* not for ld, which warns of what is no fault here */
		report_make_warnings_fatal();
		return;
	}
	if (!is_argument)
		ld_word_check(word);
	if (strchr(word, ',')) {
		strv_add(inputs, "-Xlinker");
		strv_add(inputs, word);
	} else {
		strv_addf(inputs, "-Wl,%s", word);
	}
}

static void pass_ld_words(struct options *opts, const struct option *self,
			  const char *arg)
{
	char *copy = xstrdup(arg), *rest = copy, *word;

	(void)self;
	while ((word = strsep(&rest, ",")))
		pass_ld_word(opts, word);
	free(copy);
}

static void pass_xlinker(struct options *opts, const struct option *self,
			 const char *arg)
{
	(void)self;
	pass_ld_word(opts, arg);
}

static void set_no_start_files(struct options *opts, const struct option *self,
			       const char *arg)
{
	(void)arg;
	opts->main_program.no_start_files = true;
	if (!strcmp(self->name, "-nostdlib"))
		opts->main_program.no_libraries = true;
}

static void set_no_libraries(struct options *opts, const struct option *self,
			     const char *arg)
{
	(void)self;
	(void)arg;
	opts->main_program.no_libraries = true;
}

static void add_program(struct options *opts, const struct option *self,
			const char *arg)
{
	const char *equals = strchr(arg, '=');

	(void)self;
	if (!equals || equals == arg)
		die_usage("--program %s: give NAME='WORDS...'", arg);
	strv_addf(&opts->programs, "%.*s", (int)(equals - arg), arg);
	strv_add(&opts->programs, equals + 1);
}

static void add_root(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	strv_add(&opts->image.roots, arg);
}

static void add_with(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	if (!with_knows(arg))
		die_usage("--with %s: only busybox can be given", arg);
	strv_add(&opts->image.with, arg);
}

static void set_start(struct options *opts, const struct option *self,
		      const char *arg)
{
	(void)self;
	if (*arg != '/')
		die_usage(
			"--start %s: give the full path in the image, such as /bin/sh",
			arg);
	opts->image.start = xstrdup(arg);
}

static void set_arguments(struct options *opts, const struct option *self,
			  const char *arg)
{
	(void)self;
	opts->arguments = xstrdup(arg);
}

static void add_environment(struct options *opts, const struct option *self,
			    const char *arg)
{
	(void)self;
	if (!valid_environment(arg))
		die_usage("--env %s: give NAME=VALUE", arg);
	strv_add(&opts->image.environment, arg);
}

static void add_port(struct options *opts, const struct option *self,
		     const char *arg)
{
	char *guest = xstrdup(arg), *host = strchr(guest, ':');

	(void)self;
	if (host)
		*host++ = '\0';
	if (!parse_port(guest, host, NULL, &opts->image))
		die_usage(
			"--port %s: give GUEST or GUEST:HOST, numbers from 1 to 65535",
			arg);
	free(guest);
}

static void set_memory(struct options *opts, const struct option *self,
		       const char *arg)
{
	(void)self;
	if (!parse_number(arg, MEMORY_MIN_MB, MEMORY_MAX_MB,
			  &opts->image.memory))
		die_usage("--memory %s: give a number of MB from %d to %d", arg,
			  MEMORY_MIN_MB, MEMORY_MAX_MB);
}

static void set_smp(struct options *opts, const struct option *self,
		    const char *arg)
{
	(void)self;
	if (!parse_number(arg, 1, SMP_MAX, &opts->image.smp))
		die_usage("--smp %s: give a number of CPUs from 1 to %d", arg,
			  SMP_MAX);
}

static void set_profile(struct options *opts, const struct option *self,
			const char *arg)
{
	(void)self;
	opts->image.profile = xstrdup(arg);
}

static void set_kit(struct options *opts, const struct option *self,
		    const char *arg)
{
	(void)self;
	opts->kit = xstrdup(arg);
}

static void set_name(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	if (!valid_program_name(arg))
		die_usage("--name %s: a name has letters, digits and _-+. only",
			  arg);
	opts->image.name = xstrdup(arg);
}

static void set_dlopen(struct options *opts, const struct option *self,
		       const char *arg)
{
	(void)self;
	if (!strcmp(arg, "refuse"))
		opts->dlopen = DLOPEN_REFUSE;
	else if (!strcmp(arg, "fail"))
		opts->dlopen = DLOPEN_FAIL;
	else
		die_usage("--dlopen=%s: give refuse or fail", arg);
}

static void set_model(struct options *opts, const struct option *self,
		      const char *arg)
{
	(void)self;
	if (!parse_model(arg, &opts->image.model))
		die_usage("--model=%s: give ukl, process or kml", arg);
}

static void set_calls(struct options *opts, const struct option *self,
		      const char *arg)
{
	(void)self;
	if (!parse_calls(arg, &opts->main_program.calls))
		die_usage("--calls=%s: give direct, gate or trap", arg);
}

static void set_shortcuts(struct options *opts, const struct option *self,
			  const char *arg)
{
	(void)self;
	if (!parse_shortcuts(arg, &opts->main_program.shortcuts))
		die_usage("--shortcuts=%s: give on or off", arg);
}

static void set_libc(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	opts->libc = xstrdup(arg);
}

static void set_format(struct options *opts, const struct option *self,
		       const char *arg)
{
	(void)self;
	if (!strcmp(arg, "vmlinux"))
		opts->image.format = FORMAT_VMLINUX;
	else if (!strcmp(arg, "bzimage"))
		opts->image.format = FORMAT_BZIMAGE;
	else
		die_usage("--format=%s: give vmlinux or bzimage", arg);
}

static void set_verbose(struct options *opts, const struct option *self,
			const char *arg)
{
	(void)arg;
	opts->verbose = true;
	if (!strcmp(self->name, "-###"))
		opts->dry_run = true;
}

static void set_save_temps(struct options *opts, const struct option *self,
			   const char *arg)
{
	(void)self;
	opts->save_temps = true;
	/* gcc's -save-temps=obj and =cwd mean places that we have not */
	if (arg && strcmp(arg, "obj") && strcmp(arg, "cwd"))
		opts->temps_dir = xstrdup(arg);
}

static void set_info(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	opts->action = ACTION_INFO;
	opts->info_file = xstrdup(arg);
}

static void set_new(struct options *opts, const struct option *self,
		    const char *arg)
{
	(void)self;
	opts->action = ACTION_NEW;
	opts->new_dir = xstrdup(arg);
}

static void set_list(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	(void)arg;
	opts->action = ACTION_LIST;
}

static void set_list_profiles(struct options *opts, const struct option *self,
			      const char *arg)
{
	(void)self;
	(void)arg;
	opts->action = ACTION_LIST_PROFILES;
}

static void set_show_config(struct options *opts, const struct option *self,
			    const char *arg)
{
	(void)self;
	(void)arg;
	opts->action = ACTION_SHOW_CONFIG;
}

static void set_version(struct options *opts, const struct option *self,
			const char *arg)
{
	(void)self;
	(void)arg;
	opts->action = ACTION_VERSION;
}

static void set_help(struct options *opts, const struct option *self,
		     const char *arg)
{
	(void)self;
	(void)arg;
	opts->action = ACTION_HELP;
}

/* Said by link lines of ordinary programs, and true or without meaning here. */
static void ignore(struct options *opts, const struct option *self,
		   const char *arg)
{
	(void)opts;
	(void)self;
	(void)arg;
}

/* The same of what the compiler is told; there are too many to be listed. */
static void ignore_compiler(struct options *opts, const struct option *self,
			    const char *arg)
{
	char *word = xasprintf("%s%s", self->name, arg);

	(void)opts;
	if (!toolchain_knows_option(word))
		options_die_unknown(word);
	free(word);
}

static void refuse(struct options *opts, const struct option *self,
		   const char *arg)
{
	(void)opts;
	(void)arg;
	die_usage("%s: %s", self->name, self->detail);
}

static void refuse_sanitizer(struct options *opts, const struct option *self,
			     const char *arg)
{
	(void)opts;
	die_usage(
		"%s%s: a sanitizer's runtime cannot be part of the kernel; compile and link without "
		"it, or compile with -fsanitize=undefined -fsanitize-undefined-trap-on-error",
		self->name, arg);
}

#define HEADING(text)                                     \
	{                                                 \
		NULL, FLAG, NULL, text, false, NULL, NULL \
	}

/* The first entry that fits wins: longer names stand before their prefixes. */
/* clang-format off: one line for each, so that the table can be read */
const struct option option_table[] = {
	HEADING("What is linked"),
	{ "-l", GLUED, "LIB",
	  "link with libLIB.a (or with the file FILE: -l:FILE)", true,
	  pass_glued, NULL },
	{ "-L", GLUED, "DIR", "look for libraries in DIR first", true,
	  pass_glued, NULL },
	{ "-u", GLUED, "SYMBOL",
	  "treat SYMBOL as undefined, so that an archive's member is taken",
	  true, pass_glued, NULL },
	{ "-Wl,", PREFIX, "WORD[,WORD]...",
	  "options for the linker of the program", true, pass_ld_words, NULL },
	{ "-Xlinker", EQUALS, "WORD", "the same, one word", true, pass_xlinker,
	  NULL },
	{ "-z", GLUED, "KEYWORD", "the same, -z KEYWORD", true, pass_glued,
	  NULL },
	{ "--start-group", FLAG, NULL,
	  "search the archives up to --end-group until nothing new is found",
	  true, pass_to_ld, "--start-group" },
	{ "--end-group", FLAG, NULL, NULL, true, pass_to_ld, "--end-group" },
	{ "-(", FLAG, NULL, NULL, true, pass_to_ld, "--start-group" },
	{ "-)", FLAG, NULL, NULL, true, pass_to_ld, "--end-group" },
	{ "--whole-archive", FLAG, NULL,
	  "take all members of the archives up to --no-whole-archive", true,
	  pass_to_ld, "--whole-archive" },
	{ "--no-whole-archive", FLAG, NULL, NULL, true, pass_to_ld,
	  "--no-whole-archive" },
	{ "-nostdlib", FLAG, NULL, "no start files and no standard libraries",
	  true, set_no_start_files, NULL },
	{ "-nostartfiles", FLAG, NULL, NULL, true, set_no_start_files, NULL },
	{ "-nodefaultlibs", FLAG, NULL, NULL, true, set_no_libraries, NULL },
	{ "--program", EQUALS, "NAME='WORDS'",
	  "one program of several: files and options as above; the first is started",
	  false, add_program, NULL },
	{ "--model", EQUALS, "ukl|process|kml",
	  "link with the kernel (default); or, to compare: an ordinary process, or one in ring 0",
	  false, set_model, NULL },
	{ "--calls", EQUALS, "direct|gate|trap",
	  "enter the kernel by calling its functions (default), by calling its gate, or by SYSCALL",
	  true, set_calls, NULL },
	{ "--shortcuts", EQUALS, "on|off",
	  "calls about TCP take short ways through the kernel (default on with --calls=direct)",
	  true, set_shortcuts, NULL },
	{ "--libc", EQUALS, "DIR",
	  "use this C library for direct and gate instead of asking ukl-glibc",
	  false, set_libc, NULL },
	{ "--fatal-warnings", FLAG, NULL,
	  "make every warning an error, as -Wl,--fatal-warnings does", true,
	  set_fatal_warnings, NULL },
	{ "--dlopen", EQUALS, "refuse|fail",
	  "a use of dlopen is an error (default), or fails at run time", false,
	  set_dlopen, NULL },

	HEADING("What is made"),
	{ "-o", GLUED, "FILE", "write the image to FILE (default NAME.vmlinux)",
	  false, set_output, NULL },
	{ "--format", EQUALS, "vmlinux|bzimage",
	  "file format (default vmlinux)", false, set_format, NULL },
	{ "--name", EQUALS, "NAME",
	  "name of the program (default: that of the output)", false, set_name,
	  NULL },
	{ "--profile", EQUALS, "NAME[+NAME]...",
	  "configuration of the kernel (default " PROFILE_DEFAULT
	  "): profiles, or files with a / in their names, joined",
	  false, set_profile, NULL },
	{ "--kit", EQUALS, "DIR",
	  "use this kernel kit instead of asking ukl-kernel", false, set_kit,
	  NULL },
	{ "-Map", EQUALS, "FILE", "write the program's link map to FILE", false,
	  set_map, NULL },

	HEADING("What the image does when it runs"),
	{ "--root", EQUALS, "DIR",
	  "copy the contents of DIR to its root file system", false, add_root,
	  NULL },
	{ "--with", EQUALS, "busybox",
	  "put Debian's busybox-static there, with a shell for ukl-run --shell",
	  false, add_with, NULL },
	{ "--start", EQUALS, "PATH",
	  "start this program of the image (default /ukl/NAME)", false,
	  set_start, NULL },
	{ "--args", EQUALS, "'WORDS'",
	  "arguments behind the program's name, quoted as for a shell", false,
	  set_arguments, NULL },
	{ "--env", EQUALS, "NAME=VALUE", "set an environment variable", false,
	  add_environment, NULL },
	{ "--port", EQUALS, "GUEST[:HOST]",
	  "TCP port for ukl-run to forward (ukl-run itself takes HOST:GUEST)",
	  false, add_port, NULL },
	{ "--memory", EQUALS, "MB",
	  "memory for ukl-run to give it (default 128 or more)", false,
	  set_memory, NULL },
	{ "--smp", EQUALS, "N", "CPUs for ukl-run to give it (default 1)",
	  false, set_smp, NULL },

	HEADING("Other"),
	{ "--info", EQUALS, "IMAGE",
	  "print the description that an image carries: a file, or a name as for ukl-run",
	  false, set_info, NULL },
	{ "--new", EQUALS, "DIR",
	  "write a new recipe with a small program, to begin with", false,
	  set_new, NULL },
	{ "--list", FLAG, NULL, "list the recipes", false, set_list, NULL },
	{ "--list-profiles", FLAG, NULL, "list the profiles", false,
	  set_list_profiles, NULL },
	{ "--show-config", FLAG, NULL,
	  "print the kernel's whole configuration (of --profile or --kit)",
	  false, set_show_config, NULL },
	{ "-v", FLAG, NULL, "print each command before it runs", false,
	  set_verbose, NULL },
	{ "-###", FLAG, NULL, "print the commands and run nothing", false,
	  set_verbose, NULL },
	{ "--save-temps", OPTIONAL, "DIR",
	  "keep the intermediate files, in DIR (default OUTPUT.temps)", false,
	  set_save_temps, NULL },
	{ "-save-temps", OPTIONAL, NULL, NULL, false, set_save_temps, NULL },
	{ "--version", FLAG, NULL, "print the version", false, set_version,
	  NULL },
	{ "--help", FLAG, NULL, "print this (-h, too)", false, set_help, NULL },
	{ "-h", FLAG, NULL, NULL, false, set_help, NULL },

	{ "-static-pie", FLAG, NULL, NULL, true, refuse,
	  "a linked program has a fixed address; leave this option out" },
	{ "-shared", FLAG, NULL, NULL, true, refuse,
	  "a linked program is not a library; leave this option out" },
	{ "-m32", FLAG, NULL, NULL, true, refuse,
	  "only x86-64 can be linked; leave this option out" },
	{ "-T", GLUED, NULL, NULL, true, refuse,
	  "the layout is ukl-link's own; leave this option out" },
	{ "-c", FLAG, NULL, NULL, true, refuse,
	  "ukl-link links only; compile with gcc" },
	{ "-x", GLUED, NULL, NULL, true, refuse,
	  "ukl-link links only; compile with gcc" },
	{ "-r", FLAG, NULL, NULL, true, refuse,
	  "ukl-link makes images; use ld -r" },
	{ "-fsanitize=", PREFIX, NULL, NULL, true, refuse_sanitizer, NULL },
	{ "-pg", FLAG, NULL, NULL, true, refuse,
	  "gprof's runtime cannot be part of the kernel; compile and link without it" },
	{ "-p", FLAG, NULL, NULL, true, refuse,
	  "prof's runtime cannot be part of the kernel; compile and link without it" },
	{ "-static", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-static-libgcc", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-static-libstdc++", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-no-pie", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-pie", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-pthread", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-pipe", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-rdynamic", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-s", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-W", PREFIX, NULL, NULL, true, ignore_compiler, NULL },
	{ "-w", FLAG, NULL, NULL, true, ignore, NULL },
	{ "-O", PREFIX, NULL, NULL, true, ignore_compiler, NULL },
	{ "-g", PREFIX, NULL, NULL, true, ignore_compiler, NULL },
	{ "-f", PREFIX, NULL, NULL, true, ignore_compiler, NULL },
	{ "-m", PREFIX, NULL, NULL, true, ignore_compiler, NULL },
	{ "-D", GLUED, NULL, NULL, true, ignore, NULL },
	{ "-I", GLUED, NULL, NULL, true, ignore, NULL },
	{ "-std=", PREFIX, NULL, NULL, true, ignore, NULL },
};
/* clang-format on */

const size_t nr_options = sizeof(option_table) / sizeof(*option_table);
