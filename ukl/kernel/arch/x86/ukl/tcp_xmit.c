// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way of a small TCP segment from ip_queue_xmit() to the driver, for
 * sockets that shortcuts have been used on.
 *
 * The ordinary way asks at each of some twenty functions whether somebody wants
 * to see, change, delay or split the packet. Here all is asked first: a route and
 * a neighbour that are known and still right, a device that computes checksums
 * and gathers pages, a queue that is empty and may be bypassed, nobody who looks
 * on. If one answer is no, nothing has happened yet, and the packet goes the
 * ordinary way.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/ukl.h>
#include <net/arp.h>
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/pkt_sched.h>
#include <net/route.h>
#include <net/sch_generic.h>
#include <net/sock.h>
#include <trace/events/net.h>

/* Who might want to see each packet, with no quick way to ask whether he does. */
#define HAS_LISTENERS								\
	(IS_ENABLED(CONFIG_NETFILTER) || IS_ENABLED(CONFIG_XFRM) ||		\
	 IS_ENABLED(CONFIG_CGROUP_BPF) || IS_ENABLED(CONFIG_CGROUP_NET_PRIO) ||	\
	 IS_ENABLED(CONFIG_NET_EGRESS) || IS_ENABLED(CONFIG_NET_XGRESS) ||	\
	 IS_ENABLED(CONFIG_NET_L3_MASTER_DEV) || IS_ENABLED(CONFIG_LWTUNNEL))

static __always_inline bool is_watched(struct net_device *dev)
{
	return dev_nit_active(dev) || trace_net_dev_queue_enabled() ||
	       trace_net_dev_start_xmit_enabled() || trace_net_dev_xmit_enabled();
}

/* As __sk_dst_check() */
static __always_inline struct rtable *get_route(struct sock *sk)
{
	struct dst_entry *dst = rcu_dereference(sk->sk_dst_cache);
	struct rtable *rt = dst_rtable(dst);

	if (unlikely(!dst || dst->obsolete != DST_OBSOLETE_FORCE_CHK ||
		     rt->rt_genid != rt_genid_ipv4(sock_net(sk)) ||
		     dst->output != ip_output || rt->rt_type != RTN_UNICAST ||
		     rt->rt_gw_family == AF_INET6))
		return NULL;
	return rt;
}

/* A neighbour whose address is known; in state STALE it has to be asked for. */
static __always_inline struct neighbour *get_neighbour(struct rtable *rt,
						       struct net_device *dev, __be32 daddr)
{
	struct neighbour *neigh;

	neigh = __ipv4_neigh_lookup_noref(dev, (__force u32)(rt->rt_gw_family ? rt->rt_gw4 : daddr));
	if (unlikely(!neigh ||
		     !(READ_ONCE(neigh->nud_state) & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))))
		return NULL;
	if (READ_ONCE(neigh->used) != jiffies)
		WRITE_ONCE(neigh->used, jiffies);
	return neigh;
}

static __always_inline bool is_ethernet_with_offloads(const struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	return dev->type == ARPHRD_ETHER && dev->header_ops == &eth_header_ops &&
	       (!ops->ndo_features_check ||
		ops->ndo_features_check == passthru_features_check) &&
	       (dev->features & (NETIF_F_SG | NETIF_F_HW_CSUM)) ==
		       (NETIF_F_SG | NETIF_F_HW_CSUM) &&
	       dev->priv_flags & IFF_XMIT_DST_RELEASE &&
	       dev->real_num_tx_queues == 1 && !dev->lltx;
}

static __always_inline u8 get_ttl(const struct inet_sock *inet, const struct dst_entry *dst)
{
	int ttl = READ_ONCE(inet->uc_ttl);

	return ttl < 0 ? ip4_dst_hoplimit(dst) : ttl;
}

/* Only what the checks above leave to be done; as __ip_queue_xmit() and ip_output(). */
static __always_inline void push_ip_header(struct sock *sk, struct sk_buff *skb,
					   struct flowi4 *fl4, struct rtable *rt)
{
	struct net *net = sock_net(sk);
	struct iphdr *iph;

	iph = skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	*(__be16 *)iph = htons((4 << 12) | (5 << 8) | READ_ONCE(inet_sk(sk)->tos));
	iph->frag_off = ip_dont_fragment(sk, &rt->dst) && !skb->ignore_df ? htons(IP_DF) : 0;
	iph->ttl = get_ttl(inet_sk(sk), &rt->dst);
	iph->protocol = IPPROTO_TCP;
	iph->saddr = fl4->saddr;
	iph->daddr = fl4->daddr;
	ip_select_ident_segs(net, skb, sk, 1);
	iph_set_totlen(iph, skb->len);
	ip_send_check(iph);
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->mark = READ_ONCE(sk->sk_mark);
	skb->protocol = htons(ETH_P_IP);
	IP_INC_STATS(net, IPSTATS_MIB_OUTREQUESTS);
	IP_UPD_PO_STATS(net, IPSTATS_MIB_OUT, skb->len);
}

static __always_inline void push_ethernet_header(struct sk_buff *skb, struct net_device *dev,
						 struct neighbour *neigh)
{
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);
	unsigned int seq;

	eth->h_proto = htons(ETH_P_IP);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	do {
		seq = read_seqbegin(&neigh->ha_lock);
		ether_addr_copy(eth->h_dest, neigh->ha);
	} while (read_seqretry(&neigh->ha_lock, seq));
	skb_reset_mac_header(skb);
}

/* To the driver, past a queue that is empty; as sch_direct_xmit(). False: it is still there. */
static __always_inline bool start_xmit(struct sk_buff *skb, struct net_device *dev,
				       struct netdev_queue *txq, struct Qdisc *q)
{
	int ret = NETDEV_TX_BUSY;

	if (!qdisc_run_begin(q))
		return false;
	if (likely(nolock_qdisc_is_empty(q))) {
		__netif_tx_lock(txq, smp_processor_id());
		if (likely(!netif_xmit_frozen_or_stopped(txq))) {
			unsigned int len = skb->len; /* the driver frees it, at once perhaps */

			ret = netdev_start_xmit(skb, dev, txq, false);
			if (likely(dev_xmit_complete(ret)))
				_bstats_update(this_cpu_ptr(q->cpu_bstats), len, 1);
		}
		__netif_tx_unlock(txq);
	}
	qdisc_run_end(q);
	return likely(dev_xmit_complete(ret));
}

bool ukl_ip_queue_xmit(struct sock *sk, struct sk_buff *skb, struct flowi4 *fl4, int *ret)
{
	struct netdev_queue *txq;
	struct neighbour *neigh;
	struct net_device *dev;
	struct rtable *rt;
	struct Qdisc *q;
	bool done = false;

	if (HAS_LISTENERS || skb_is_gso(skb) || skb->ip_summed != CHECKSUM_PARTIAL ||
	    skb_shinfo(skb)->tx_flags || skb->queue_mapping)
		return false;
#ifdef CONFIG_SOCK_VALIDATE_XMIT
	if (sk->sk_validate_xmit_skb)
		return false;
#endif

	rcu_read_lock();
	rcu_read_lock_bh(); /* as __dev_queue_xmit() */
	rt = get_route(sk);
	if (unlikely(!rt || rcu_access_pointer(inet_sk(sk)->inet_opt)))
		goto out;
	dev = dst_dev_rcu(&rt->dst);
	if (unlikely(!is_ethernet_with_offloads(dev) || is_watched(dev) ||
		     skb->len + sizeof(struct iphdr) > dst_mtu(&rt->dst) ||
		     skb_headroom(skb) < LL_RESERVED_SPACE(dev) + sizeof(struct iphdr)))
		goto out;

	txq = netdev_get_tx_queue(dev, 0);
	q = rcu_dereference_bh(txq->qdisc);
	if (unlikely((q->flags & (TCQ_F_NOLOCK | TCQ_F_CAN_BYPASS)) !=
			     (TCQ_F_NOLOCK | TCQ_F_CAN_BYPASS) ||
		     !q->enqueue || !nolock_qdisc_is_empty(q)))
		goto out;

	neigh = get_neighbour(rt, dev, fl4->daddr);
	if (unlikely(!neigh))
		goto out;

	/* Nothing stands in its way. */
	done = true;
	push_ip_header(sk, skb, fl4, rt);
	sock_confirm_neigh(skb, neigh);
	push_ethernet_header(skb, dev, neigh);
	skb->dev = dev;
	*ret = 0;
	if (unlikely(!start_xmit(skb, dev, txq, q)))
		*ret = dev_queue_xmit(skb);
out:
	rcu_read_unlock_bh();
	rcu_read_unlock();
	return done;
}
