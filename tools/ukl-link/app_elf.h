/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking a linked program apart: text, data file, functions. */
#ifndef UKL_LINK_APP_ELF_H
#define UKL_LINK_APP_ELF_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"

/* Set @program->text_size; 0 if there is no text. */
void app_elf_measure(struct program *program);

/* Does the text begin where it should? */
bool app_elf_in_place(const struct program *program);

/* Read @program->elf and fill in text, data and functions. False after a report. */
bool app_elf_read(struct program *program);

/* The same of a program whose text stays in its file: there are no functions for the kernel. */
bool app_elf_read_whole(struct program *program);

/* Address after the last byte of the data, that of .bss included. */
uint64_t app_elf_data_end(const struct program *program);

/* Is there a defined symbol whose name @matches? */
bool app_elf_has_symbol(const struct program *program,
			bool (*matches)(const char *name));

/* Bytes that the segments of the file @elf take in memory. */
uint64_t app_elf_memory(const char *elf);

/* Call @visit for each data object with a size: for telling what is large. */
void app_elf_each_object(const struct program *program,
			 void (*visit)(const char *name, uint64_t size,
				       void *context),
			 void *context);

#endif
