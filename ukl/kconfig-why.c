// SPDX-License-Identifier: GPL-2.0-only
/*
 * kconfig-why KCONFIG OPTION...: why the configuration in .config says of each
 * OPTION what it says; one line "CONFIG_OPTION REASON" for each of which that can
 * be told. Linked with the objects of the kernel's own scripts/kconfig.
 */
#include <string.h>

#include "lkc.h"

static void append(void *text, struct symbol *sym, const char *name)
{
	if (sym && sym->type != S_UNKNOWN)
		str_append(text, CONFIG_);
	str_append(text, name);
}

static void add(struct gstr *text, const struct expr *expr)
{
	if (text->s[0])
		str_append(text, " and ");
	expr_print(expr, append, text, E_AND);
}

/* The parts of @expr, a conjunction, that do not hold. */
static void add_unmet(struct gstr *text, struct expr *expr)
{
	if (!expr || expr_calc_value(expr) != no)
		return;
	if (expr->type == E_AND) {
		add_unmet(text, expr->left.expr);
		add_unmet(text, expr->right.expr);
	} else {
		add(text, expr);
	}
}

/* The parts of @expr, a disjunction, that do. */
static void add_met(struct gstr *text, struct expr *expr)
{
	if (!expr || expr_calc_value(expr) == no)
		return;
	if (expr->type == E_OR) {
		add_met(text, expr->left.expr);
		add_met(text, expr->right.expr);
	} else {
		add(text, expr);
	}
}

static void explain_choice(struct symbol *sym, struct gstr *text)
{
	struct symbol *other = sym_calc_choice(sym_get_choice_menu(sym));

	if (other && other != sym)
		str_printf(text, "excludes %s%s, which was chosen",
			   CONFIG_, other->name);
}

static void explain_range(struct symbol *sym, struct gstr *text)
{
	struct property *range = sym_get_range_prop(sym);
	struct symbol *low, *high;

	if (!range)
		return;
	low = range->expr->left.sym;
	high = range->expr->right.sym;
	sym_calc_value(low);
	sym_calc_value(high);
	str_printf(text, "is a number from %s to %s", sym_get_string_value(low),
		   sym_get_string_value(high));
}

/* What can be chosen, and was not said in the form of its values. */
static void explain_type(struct symbol *sym, struct gstr *text)
{
	switch (sym->type) {
	case S_STRING:
		str_printf(text, "is a text: %s%s=\"...\"", CONFIG_, sym->name);
		break;
	case S_INT:
	case S_HEX:
		explain_range(sym, text);
		if (!text->s[0])
			str_append(text, "is a number");
		break;
	default:
		str_append(text, "is y or not set");
	}
}

static void explain(struct symbol *sym, struct gstr *text)
{
	struct gstr reasons = str_new();
	struct property *prompt = NULL, *each;

	for_all_prompts(sym, each)
		prompt = each;
	if (expr_calc_value(sym->rev_dep.expr) != no && sym->rev_dep.expr) {
		add_met(&reasons, sym->rev_dep.expr);
		str_printf(text, "is selected by %s", str_get(&reasons));
	} else if (!prompt) {
		str_append(text, "is not to be chosen; other options decide it");
	} else if (sym->visible == no) {
		add_unmet(&reasons, prompt->visible.expr);
		str_printf(text, "needs %s", str_get(&reasons));
	} else if (sym_is_choice_value(sym)) {
		explain_choice(sym, text);
	} else {
		explain_type(sym, text);
	}
	str_free(&reasons);
}

int main(int argc, char **argv)
{
	const size_t prefix = strlen(CONFIG_);

	if (argc < 3)
		return 2;
	conf_parse(argv[1]);
	conf_read(NULL);
	for (int i = 2; i < argc; i++) {
		const char *name = argv[i];
		struct gstr text = str_new();
		struct symbol *sym;

		if (!strncmp(name, CONFIG_, prefix))
			name += prefix;
		sym = sym_find(name);
		if (!sym || sym->type == S_UNKNOWN) {
			str_append(&text, "is no option of this kernel");
		} else {
			sym_calc_value(sym);
			explain(sym, &text);
		}
		if (text.s[0])
			printf("%s%s %s\n", CONFIG_, name, str_get(&text));
		str_free(&text);
	}
	return 0;
}
