// SPDX-License-Identifier: GPL-2.0-only
int inner(void)
{
	return 41;
}
