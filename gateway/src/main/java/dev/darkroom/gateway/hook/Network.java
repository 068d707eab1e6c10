package dev.darkroom.gateway.hook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses with a common beginning: {@code 10.0.0.0/8}, {@code fd00::/8}. */
public final class Network {
  private final byte[] base;
  private final int bits;

  private Network(byte[] base, int bits) {
    this.base = base;
    this.bits = bits;
  }

  /**
   * Reads one; an address alone is the network of that address.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    try {
      byte[] base = InetAddress.ofLiteral(literal.strip()).getAddress();
      int bits =
          slash < 0 ? base.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1).strip());
      if (bits >= 0 && bits <= base.length * Byte.SIZE) {
        return new Network(base, bits);
      }
    } catch (IllegalArgumentException _) {
      // Neither an address nor a number: said below.
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no network: use an address and its bits, such as 10.0.0.0/8 or fd00::/8");
  }

  /** Whether an address is one of these; one of the other protocol never is. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != base.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = Byte.SIZE - bits % Byte.SIZE;
    return Arrays.equals(base, 0, whole, other, 0, whole)
        && (rest == Byte.SIZE || (base[whole] & 0xFF) >> rest == (other[whole] & 0xFF) >> rest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network
        && bits == network.bits
        && Arrays.equals(base, network.base);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(base) * 31 + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(base).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + base.length + " bytes", e);
    }
  }
}
