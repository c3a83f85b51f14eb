// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions: thrown, caught by type, rethrown, through destructors and libraries. */
/* libs: -lstdc++ -lm */
#include "check.h"
#include <stdexcept>
#include <string>
#include <vector>

static std::string trace;

struct Guard {
	char name;
	explicit Guard(char n)
		: name(n)
	{
	}
	~Guard()
	{
		trace += name;
	}
};

struct Special : std::runtime_error {
	using std::runtime_error::runtime_error;
};

static __attribute__((noinline)) int thrower(int depth)
{
	Guard guard(static_cast<char>('a' + depth));

	if (depth == 5)
		throw Special("deep");
	return thrower(depth + 1) + depth;
}

static void rethrower()
{
	Guard guard('R');

	try {
		thrower(0);
	} catch (const std::logic_error &) {
		printf("wrong handler\n");
	} catch (...) {
		trace += '!';
		throw;
	}
}

int main()
{
	int caught = 0;

	begin(30);
	try {
		rethrower();
	} catch (const std::runtime_error &error) {
		printf("%s %s\n", error.what(), trace.c_str());
	}
	try {
		(void)std::vector<int>(3).at(7);
	} catch (const std::out_of_range &) {
		printf("out of range\n");
	}
	try {
		(void)std::stoi("not a number");
	} catch (const std::invalid_argument &) {
		printf("invalid argument\n");
	}
	try {
		(void)new char[static_cast<size_t>(getpid()) << 48];
	} catch (const std::bad_alloc &) {
		printf("no memory\n");
	}
	for (int i = 0; i < 2000; i++) {
		try {
			if (i % 2)
				throw i;
			throw std::string("text");
		} catch (int value) {
			caught += value == i;
		} catch (const std::string &) {
			caught++;
		}
	}
	printf("caught %d\n", caught);
	return finish();
}
