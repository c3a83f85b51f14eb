// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions in threads at once, carried to another thread, under a timer. */
/* libs: -lstdc++ -lm */
#include "check.h"
#include <atomic>
#include <exception>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

static volatile sig_atomic_t ticks;
static std::atomic<int> caught;

static void handler(int, siginfo_t *, void *)
{
	ticks = ticks + 1;
}

static __attribute__((noinline)) void nest(int depth)
{
	if (depth == 0)
		throw std::runtime_error("deep");
	nest(depth - 1);
	asm volatile("");
}

int main()
{
	std::vector<std::thread> threads;
	std::exception_ptr carried;

	begin(30);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	for (int i = 0; i < 5; i++)
		threads.emplace_back([i] {
			for (int j = 0; j < 100; j++) {
				try {
					nest(i + j % 20);
				} catch (const std::exception &) {
					caught++;
				}
			}
		});
	for (auto &thread : threads)
		thread.join();
	printf("caught %d\n", caught.load());
	std::thread([&carried] {
		try {
			nest(3);
		} catch (...) {
			carried = std::current_exception();
		}
	}).join();
	try {
		std::rethrow_exception(carried);
	} catch (const std::exception &error) {
		printf("carried %s\n", error.what());
	}
	try {
		std::async(std::launch::async, [] { nest(2); }).get();
	} catch (const std::exception &error) {
		printf("from a future: %s\n", error.what());
	}
	return finish();
}
