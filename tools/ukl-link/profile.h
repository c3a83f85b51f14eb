/* SPDX-License-Identifier: GPL-2.0-only */
/* Profiles: choices of the kernel's configuration. ukl-profile and ukl-kernel know what is in them. */
#ifndef UKL_LINK_PROFILE_H
#define UKL_LINK_PROFILE_H

#include "../common/mem.h"

/* That of a link that names none. */
#define PROFILE_DEFAULT "general"

/* NAME[+NAME]...: do its fragments exist and agree? Dies with a report if not. */
void profile_check(const char *profile);

/* Of all fragments that are there. */
struct strv profile_names(void);

/* Print all names; the exit status. */
int profile_list(void);

/*
 * Print the configuration of the kernel kit in @dir or $UKL_KIT or, without them, of the kernel that
 * @profile (NULL: the default) has or would get; the exit status.
 */
int profile_show_config(const char *dir, const char *profile);

#endif
