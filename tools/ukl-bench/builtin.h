/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs: each gets its own name as argv[0] and returns the exit status. */
#ifndef UKL_BENCH_BUILTIN_H
#define UKL_BENCH_BUILTIN_H

int builtin_calls(int argc, char **argv);
int builtin_chart(int argc, char **argv);
int builtin_compare(int argc, char **argv);
int builtin_echo_client(int argc, char **argv);
int builtin_footprint(int argc, char **argv);
int builtin_hello(int argc, char **argv);
int builtin_memcached(int argc, char **argv);
int builtin_nginx(int argc, char **argv);
int builtin_redis(int argc, char **argv);
int builtin_tcp_echo(int argc, char **argv);

#endif
