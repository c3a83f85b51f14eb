// SPDX-License-Identifier: GPL-2.0-only
/* --address: what Linux (net/ipv4/ipconfig.c) would take and not get going is refused here. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "network.h"
#include "number.h"
#include "options.h"
#include "report.h"

enum {
	/*
	 * It takes the netmask of /32 for none, and gives one; and it always sets a broadcast
	 * address, which in /31 is one of the two hosts'.
	 */
	PREFIX_MAX = 30,
};

static bool parse_address(const char *text, uint32_t *address)
{
	struct in_addr parsed;

	if (inet_pton(AF_INET, text, &parsed) != 1)
		return false;
	*address = ntohl(parsed.s_addr);
	return true;
}

static char *show_address(uint32_t address)
{
	struct in_addr shown = { htonl(address) };

	return xstrdup(inet_ntoa(shown));
}

/* Why no host in a network of that mask can have the address, or NULL. */
static const char *fault_of(uint32_t address, uint32_t mask)
{
	if (address == INADDR_ANY || address == INADDR_BROADCAST ||
	    address >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET ||
	    IN_MULTICAST(address))
		return "not an address that a network card can have";
	if (!(address & ~mask))
		return "the address of the network itself";
	if (!(~address & ~mask))
		return "the network's broadcast address";
	return NULL;
}

static bool check_gateway(const char *text, const char *gateway_text,
			  uint32_t gateway, uint32_t address, uint32_t mask)
{
	const char *fault = (gateway ^ address) & mask ?
				    "not in the guest's network" :
			    gateway == address ? "the guest itself" :
						 fault_of(gateway, mask);

	if (fault)
		error("--address %s: the gateway %s is %s", text, gateway_text,
		      fault);
	return !fault;
}

void network_take_address(struct network *network, const char *text)
{
	char *copy = xstrdup(text), *slash = strchr(copy, '/');
	char *comma = strchr(copy, ',');
	uint32_t address, gateway = 0, mask;
	unsigned int prefix;
	const char *fault;

	if (comma)
		*comma++ = '\0';
	if (slash)
		*slash++ = '\0';
	if (!slash || !parse_address(copy, &address) ||
	    !parse_number(slash, 1, 32, &prefix) ||
	    (comma && !parse_address(comma, &gateway))) {
		error("--address %s: write ADDRESS/BITS[,GATEWAY], for example 192.168.1.5/24,192.168.1.1 (IPv4)",
		      text);
		return;
	}
	if (prefix > PREFIX_MAX) {
		error("--address %s: Linux sets up no network of /%u at boot; give it one of /1 to /%d",
		      text, prefix, PREFIX_MAX);
		return;
	}
	mask = UINT32_MAX << (32 - prefix);
	fault = fault_of(address, mask);
	if (fault) {
		error("--address %s: %s is %s", text, copy, fault);
		return;
	}
	if (comma && !check_gateway(text, comma, gateway, address, mask))
		return;
	network->address = copy;
	network->mask = show_address(mask);
	network->gateway = xstrdup(comma ? comma : "");
}
