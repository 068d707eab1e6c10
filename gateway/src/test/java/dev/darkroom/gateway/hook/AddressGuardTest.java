package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private static final String PUBLIC = "93.184.215.14";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void whatIsNotPublicIsForbidden(String address) {
    assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        PUBLIC,
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888"
      })
  void whatIsPublicMayBeReached(String address) {
    assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void oneAddressThatIsNotPublicForbidsTheWholeName() {
    AddressGuard guard = guard(List.of(), PUBLIC, "10.0.0.1");

    assertThatExceptionOfType(AddressGuard.Forbidden.class)
        .isThrownBy(() -> guard.addresses("receiver.example"))
        .withMessageContaining("10.0.0.1, which is not public")
        .matches(e -> !e.unknown());
  }

  @Test
  void aNameWithoutAnAddressSaysSo() {
    AddressGuard guard =
        new AddressGuard(
            List.of(),
            host -> {
              throw new UnknownHostException(host);
            });

    assertThatExceptionOfType(AddressGuard.Forbidden.class)
        .isThrownBy(() -> guard.addresses("nowhere.example"))
        .matches(AddressGuard.Forbidden::unknown);
  }

  @Test
  void anOperatorAllowsANetworkAndNoMore() throws Exception {
    AddressGuard guard = guard(List.of(Network.parse("10.1.0.0/16")), "10.1.2.3");

    assertThat(guard.addresses("inside.example"))
        .containsExactly(InetAddress.ofLiteral("10.1.2.3"));
    assertThat(guard.mayReach(InetAddress.ofLiteral("10.2.0.1"))).isFalse();
  }

  @Test
  void anAddressInBracketsIsLookedUpWithoutThem() throws Exception {
    AddressGuard guard =
        new AddressGuard(List.of(Network.parse("::1")), host -> InetAddress.getAllByName(host));

    assertThat(guard.addresses("[::1]")).hasSize(1);
  }

  @Test
  void aNetworkIsAnAddressAndItsBits() {
    Network odd = Network.parse("10.16.0.0/12");

    assertThat(odd.contains(InetAddress.ofLiteral("10.31.255.255"))).isTrue();
    assertThat(odd.contains(InetAddress.ofLiteral("10.32.0.0"))).isFalse();
    assertThat(odd.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("9.9.9.9"))).isTrue();
    assertThat(odd).hasToString("10.16.0.0/12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageContaining("use an address and its bits");
  }

  private static AddressGuard guard(List<Network> allowed, String... addresses) {
    InetAddress[] found =
        List.of(addresses).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    return new AddressGuard(allowed, _ -> found);
  }
}
