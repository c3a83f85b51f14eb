// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way of a small TCP segment from the driver to tcp_v4_rcv(), for connections
 * that shortcuts have been used on. As in tcp_xmit.c, all is asked first that the
 * ordinary way asks at each of its steps: it is the early demultiplexing of
 * ip_rcv_finish_core(), only earlier.
 */
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/jump_label.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/ukl.h>
#include <net/dst.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>
#include <net/raw.h>
#include <net/rps.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <trace/events/napi.h>
#include <trace/events/net.h>

/* What would have to look at each packet, with no quick way to ask whether it does. */
#define HAS_LISTENERS								\
	(IS_ENABLED(CONFIG_NETFILTER) || IS_ENABLED(CONFIG_XFRM) ||		\
	 IS_ENABLED(CONFIG_CGROUP_BPF) || IS_ENABLED(CONFIG_NET_INGRESS) ||	\
	 IS_ENABLED(CONFIG_NET_XGRESS) || IS_ENABLED(CONFIG_NET_L3_MASTER_DEV) ||	\
	 IS_ENABLED(CONFIG_IP_ROUTE_CLASSID) || IS_ENABLED(CONFIG_NETWORK_PHY_TIMESTAMPING))

/* Longer ones are worth to be merged with what follows. */
#define MAX_SIZE	640

/* On as soon as a socket has SOCK_UKL: until then, nobody is looked for. */
DEFINE_STATIC_KEY_FALSE(ukl_tcp_key);

static __always_inline bool is_watched(const struct net_device *dev)
{
	/* The packet sockets for IP are in the same list as IP itself. */
	if (!list_empty(&net_hotdata.ptype_all) || !list_empty(&dev->ptype_all) ||
	    !list_empty(&dev->ptype_specific) ||
	    !list_is_singular(&ptype_base[ETH_P_IP & PTYPE_HASH_MASK]) ||
	    rcu_access_pointer(dev->rx_handler) || rcu_access_pointer(dev->xdp_prog))
		return true;
#ifdef CONFIG_RPS
	if (static_branch_unlikely(&rps_needed))
		return true;
#endif
	return trace_napi_gro_receive_entry_enabled() ||
	       trace_napi_gro_receive_exit_enabled() || trace_netif_receive_skb_enabled();
}

static __always_inline bool has_raw_sockets(const struct net *net)
{
	return !hlist_empty(&raw_v4_hashinfo.ht[raw_hashfunc(net, IPPROTO_TCP)]);
}

/* A segment of an open connection: neither options of IP nor fragments, no flags but ACK and PSH. */
static __always_inline bool is_plain(const struct sk_buff *skb)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct tcphdr *th = (const struct tcphdr *)(iph + 1);

	return skb->protocol == htons(ETH_P_IP) && skb->pkt_type == PACKET_HOST &&
	       skb->len <= MAX_SIZE && skb_headlen(skb) >= sizeof(*iph) + sizeof(*th) &&
	       iph->version == 4 && iph->ihl == 5 && iph->protocol == IPPROTO_TCP &&
	       !ip_is_fragment(iph) && ntohs(iph->tot_len) == skb->len &&
	       th->doff >= sizeof(*th) / 4 &&
	       skb_headlen(skb) >= sizeof(*iph) + th->doff * 4 &&
	       (tcp_flag_word(th) & ~(TCP_FLAG_PSH | TCP_DATA_OFFSET | htonl(0xffff))) ==
		       TCP_FLAG_ACK &&
	       !ip_fast_csum(iph, 5);
}

/* The connection, with a reference, if it is one that this is for. */
static __always_inline struct sock *get_connection(struct net *net, const struct sk_buff *skb,
						   const struct net_device *dev)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct tcphdr *th = (const struct tcphdr *)(iph + 1);
	struct sock *sk;

	sk = __inet_lookup_established(net, net->ipv4.tcp_death_row.hashinfo,
				       iph->saddr, th->source, iph->daddr, ntohs(th->dest),
				       dev->ifindex, 0);
	if (unlikely(!sk))
		return NULL;
	if (likely(sk->sk_state == TCP_ESTABLISHED && sock_flag(sk, SOCK_UKL) &&
		   !(READ_ONCE(sk->sk_flags) & SK_FLAGS_TIMESTAMP)))
		return sk;
	sock_gen_put(sk);
	return NULL;
}

bool ukl_tcp_rcv(struct napi_struct *napi, struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct dst_entry *dst;
	struct sock *sk;
	struct net *net;

	/* None may overtake another that waits to be merged or delivered. */
	if (HAS_LISTENERS || napi->gro_bitmask || napi->rx_count || !is_plain(skb) ||
	    skb->sk || skb_shared(skb) || skb_pfmemalloc(skb) || skb_vlan_tag_present(skb) ||
	    skb_dst(skb) || skb_zcopy(skb) || is_watched(dev))
		return false;

	rcu_read_lock();
	net = dev_net_rcu(dev);
	if (unlikely(has_raw_sockets(net) || !READ_ONCE(net->ipv4.sysctl_ip_early_demux) ||
		     !READ_ONCE(net->ipv4.sysctl_tcp_early_demux)))
		goto no;
	sk = get_connection(net, skb, dev);
	if (unlikely(!sk))
		goto no;
	dst = rcu_dereference(sk->sk_rx_dst);
	if (dst)
		dst = dst_check(dst, 0);
	if (unlikely(!dst || dst->input != ip_local_deliver ||
		     sk->sk_rx_dst_ifindex != dev->ifindex)) {
		sock_gen_put(sk);
		goto no;
	}

	__this_cpu_inc(softnet_data.processed);
	__IP_UPD_PO_STATS(net, IPSTATS_MIB_IN, skb->len);
	__IP_INC_STATS(net, IPSTATS_MIB_NOECTPKTS +
			    (((struct iphdr *)skb->data)->tos & INET_ECN_MASK));
	__IP_INC_STATS(net, IPSTATS_MIB_INDELIVERS);
	skb->skb_iif = dev->ifindex;
	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);
	memset(IPCB(skb), 0, sizeof(struct inet_skb_parm));
	IPCB(skb)->iif = skb->skb_iif;
	skb->sk = sk;
	skb->destructor = sock_edemux;
	skb_dst_set_noref(skb, dst);
	__skb_pull(skb, sizeof(struct iphdr));
	skb_reset_transport_header(skb);
	tcp_v4_rcv(skb);
	rcu_read_unlock();
	return true;
no:
	rcu_read_unlock();
	return false;
}
