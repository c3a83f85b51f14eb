/* SPDX-License-Identifier: GPL-2.0-only */
/* Users of the root file system, and the directories that belong to them. */
#ifndef UKL_LINK_ROOTFS_USERS_H
#define UKL_LINK_ROOTFS_USERS_H

#include "../common/mem.h"
#include "rootfs_tree.h"

/* Triples NAME NUMBER HOME, each with a group of its name, behind those that are there. */
void rootfs_add_users(struct tree *tree, const struct strv *users);

/* Triples PATH MODE USER. False after a report of users that do not exist. */
bool rootfs_add_directories(struct tree *tree, const struct strv *directories);

#endif
