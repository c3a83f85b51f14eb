// SPDX-License-Identifier: GPL-2.0-only
#include <cctype>
#include <stdexcept>
#include <string>

std::string upper(std::string text)
{
	if (text.empty())
		throw std::invalid_argument("empty");
	for (char &letter : text)
		letter = std::toupper(letter);
	return text;
}
