/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 (FIPS 180-4), for the keys of the caches. */
#ifndef UKL_SHA256_H
#define UKL_SHA256_H

#include <openssl/evp.h>
#include <stddef.h>

struct sha256 {
	EVP_MD_CTX *context;
};

void sha256_init(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *data, size_t size);
/* The text and its NUL, so that "ab","c" and "a","bc" differ. */
void sha256_add_string(struct sha256 *sha, const char *text);
/* Hexadecimal digest; ends the computation. */
void sha256_hex(struct sha256 *sha, char hex[65]);

#endif
