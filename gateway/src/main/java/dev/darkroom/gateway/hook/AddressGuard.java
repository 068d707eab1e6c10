package dev.darkroom.gateway.hook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps deliveries away from what only this machine and its neighbours should reach. A name is
 * looked up once, every address that it has must be public or in a network that the operator
 * allows, and the caller connects to one of just these addresses.
 *
 * <p>Which networks are not public: IANA's registries of special-purpose addresses for IPv4 and
 * IPv6. Of IPv6 only global unicast counts, less what carries an IPv4 address or leads into another
 * network (mapped, compatible, NAT64, 6to4, Teredo).
 */
final class AddressGuard {
  private static final List<Network> NOT_PUBLIC_4 =
      networks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // between a provider and its customers
          "127.0.0.0/8", // this machine
          "169.254.0.0/16", // this link; clouds' metadata
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocols
          "192.0.2.0/24", // documentation
          "192.31.196.0/24", // AS112
          "192.52.193.0/24", // automatic multicast tunnels
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "192.175.48.0/24", // AS112
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  /** Global unicast; loopback, link local, unique local, multicast, NAT64 and the rest are not. */
  private static final Network GLOBAL_6 = Network.parse("2000::/3");

  private static final List<Network> NOT_PUBLIC_6 =
      networks(
          "2001::/23", // protocols, Teredo, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "2620:4f:8000::/48", // AS112
          "3fff::/20"); // documentation

  private final List<Network> allowed;
  private final Resolver resolver;

  /** Looks names up. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Why a host may not be reached. */
  static final class Forbidden extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the name has no address at all. */
    private final boolean unknown;

    Forbidden(boolean unknown, String message) {
      super(message);
      this.unknown = unknown;
    }

    boolean unknown() {
      return unknown;
    }
  }

  /**
   * Guards.
   *
   * @param allowed networks that may be reached though they are not public
   */
  AddressGuard(List<Network> allowed, Resolver resolver) {
    this.allowed = List.copyOf(allowed);
    this.resolver = resolver;
  }

  /**
   * Where a host may be reached. Blocks while the name is looked up.
   *
   * @param host a name or an address, an IPv6 one in brackets or without
   * @throws Forbidden where it has no address, or one that nobody may reach from here
   */
  List<InetAddress> addresses(String host) throws Forbidden {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    List<InetAddress> addresses = new ArrayList<>();
    try {
      addresses.addAll(List.of(resolver.resolve(name)));
    } catch (UnknownHostException _) {
      throw new Forbidden(true, "the host " + name + " has no address: use one that has");
    }
    for (InetAddress address : addresses) {
      if (!mayReach(address)) {
        throw new Forbidden(
            false,
            "the host "
                + name
                + " has the address "
                + address.getHostAddress()
                + ", which is not public: use a public one, or have the operator allow its network"
                + " (webhooks.allow)");
      }
    }
    return addresses;
  }

  boolean mayReach(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address)) || isPublic(address);
  }

  static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC_4.stream().noneMatch(network -> network.contains(address));
    }
    return GLOBAL_6.contains(address)
        && NOT_PUBLIC_6.stream().noneMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return List.of(texts).stream().map(Network::parse).toList();
  }
}
