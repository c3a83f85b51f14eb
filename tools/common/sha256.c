// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "sha256.h"

static void check(int result)
{
	if (result != 1)
		die("libcrypto cannot compute SHA-256");
}

void sha256_init(struct sha256 *sha)
{
	sha->context = EVP_MD_CTX_new();
	check(sha->context &&
	      EVP_DigestInit_ex(sha->context, EVP_sha256(), NULL));
}

void sha256_add(struct sha256 *sha, const void *data, size_t size)
{
	check(EVP_DigestUpdate(sha->context, data, size));
}

void sha256_add_string(struct sha256 *sha, const char *text)
{
	sha256_add(sha, text, strlen(text) + 1);
}

void sha256_hex(struct sha256 *sha, char hex[65])
{
	unsigned char digest[32];

	check(EVP_DigestFinal_ex(sha->context, digest, NULL));
	EVP_MD_CTX_free(sha->context);
	for (int i = 0; i < 32; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}
