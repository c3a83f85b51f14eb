// SPDX-License-Identifier: GPL-2.0-only
/* Static constructors and destructors, local statics, thread_local objects. */
/* libs: -lstdc++ -lm */
#include "check.h"
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>

struct Noisy {
	std::string name;
	explicit Noisy(const char *n)
		: name(n)
	{
		printf("+%s\n", n);
	}
	Noisy(const Noisy &) = delete;
	virtual ~Noisy()
	{
		printf("-%s\n", name.c_str());
	}
	virtual int number() const
	{
		return 1;
	}
};

struct Derived : Noisy {
	using Noisy::Noisy;
	int number() const override
	{
		return 2;
	}
};

static Noisy global("global");
static std::map<std::string, int> table = { { "one", 1 }, { "two", 2 } };

static Noisy &local_static()
{
	static Noisy object("local static");

	return object;
}

static thread_local Noisy per_thread("thread local");

int main()
{
	std::unique_ptr<Noisy> object(new Derived("derived"));

	begin(30);
	std::cout << "main " << table["two"] << " " << object->number()
		  << std::endl;
	printf("cast %d\n", dynamic_cast<Derived *>(object.get()) != nullptr);
	local_static();
	local_static();
	std::thread([] {
		printf("in thread %s\n", per_thread.name.c_str());
	}).join();
	return finish();
}
