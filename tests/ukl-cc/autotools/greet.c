// SPDX-License-Identifier: GPL-2.0-only
int inner(void);

int greet(void)
{
	return inner() + 1;
}
