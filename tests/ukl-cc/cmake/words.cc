// SPDX-License-Identifier: GPL-2.0-only
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <zlib.h>

std::string upper(std::string text);

int main()
{
#if defined(HAVE_EPOLL) && !defined(HAVE_NO_SUCH_FUNCTION)
	std::string checks = "checked";
#else
	std::string checks = "not checked";
#endif
	std::string word;
	std::thread thread([&] { word = upper("words"); });

	thread.join();
	try {
		upper("");
	} catch (const std::invalid_argument &fault) {
		std::cout << "cmake: " << word << ' ' << checks << ' '
			  << fault.what() << ' ' << crc32(0, nullptr, 0)
			  << std::endl;
	}
	return 0;
}
