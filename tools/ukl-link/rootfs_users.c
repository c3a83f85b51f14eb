// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/report.h"
#include "rootfs_users.h"

/* The text of a file of the tree; "" if there is none. */
static char *get_text(const struct tree *tree, const char *path)
{
	const struct node *node;
	char *resolved = tree_resolve(tree, path, &node);

	free(resolved);
	return node && S_ISREG(node->mode) && node->size ?
		       xstrndup(node->data, node->size) :
		       xstrdup("");
}

/* The line "NAME:..." or NULL. */
static const char *find_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (text && *text) {
		if (!strncmp(text, name, len) && text[len] == ':')
			return text;
		text = strchr(text, '\n');
		text += !!text;
	}
	return NULL;
}

/* A folder of the user's own may have the same name already, and knows better. */
static void add_line(struct tree *tree, const char *path, const char *name,
		     const char *line)
{
	char *text = get_text(tree, path);
	size_t len = strlen(text);
	bool ended = !len || text[len - 1] == '\n';
	char *longer;

	if (find_line(text, name))
		return;
	longer = xasprintf("%s%s%s\n", text, ended ? "" : "\n", line);
	tree_file(tree, path, 0644, longer, strlen(longer));
	free(text);
}

void rootfs_add_users(struct tree *tree, const struct strv *users)
{
	for (size_t i = 0; i < users->nr; i += 3) {
		const char *name = users->v[i], *number = users->v[i + 1];
		char *user = xasprintf("%s:x:%s:%s::%s:/usr/sbin/nologin", name,
				       number, number, users->v[i + 2]);
		char *group = xasprintf("%s:x:%s:", name, number);

		add_line(tree, "/etc/passwd", name, user);
		add_line(tree, "/etc/group", name, group);
		free(user);
		free(group);
	}
}

/* "www-data:x:33:33:..." */
static bool get_number(const char *line, uid_t *number)
{
	const char *field = line ? strchr(line, ':') : NULL;

	field = field ? strchr(field + 1, ':') : NULL;
	if (!field)
		return false;
	*number = strtoul(field + 1, NULL, 10);
	return true;
}

bool rootfs_add_directories(struct tree *tree, const struct strv *directories)
{
	char *users = get_text(tree, "/etc/passwd");
	bool ok = true;

	for (size_t i = 0; i < directories->nr; i += 4) {
		const char *name = directories->v[i + 2];
		struct node node = { .path = directories->v[i],
				     .mode = S_IFDIR |
					     strtoul(directories->v[i + 1],
						     NULL, 8) };

		/* whatever /etc/passwd says of him */
		if (strcmp(name, "root") &&
		    !get_number(find_line(users, name), &node.owner)) {
			error("%s: directory %s: no user '%s' in /etc/passwd; add a line 'user = %s NUMBER'",
			      directories->v[i + 3], node.path, name, name);
			ok = false;
		}
		tree_put(tree, &node);
	}
	free(users);
	return ok;
}
