package dev.darkroom.deploy.cli.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.client.ScriptedFarm;
import dev.darkroom.deploy.cli.Told;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksCommandTest {
  private static final String PATH = "/v1/webhooks/wh_1";
  private static final String HOOK =
      """
      {"id":"wh_1","url":"https://a.example/","events":["job.*","batch.failed"],"secret":"whsec_x",
       "disabled":{"reason":"gone"}}
      """;

  private ScriptedFarm farm;

  @BeforeEach
  void start() throws IOException {
    farm = ScriptedFarm.start();
    farm.on("/v1/webhooks", ask -> ScriptedFarm.reply(ask, 200, "{\"data\":[" + HOOK + "]}"));
    farm.on(PATH, ask -> ScriptedFarm.reply(ask, 200, HOOK));
    farm.on(PATH + "/rotate", ask -> ScriptedFarm.reply(ask, 200, HOOK));
    farm.on(PATH + "/test", ask -> ScriptedFarm.reply(ask, 202, "{\"delivery\":\"msg_7\"}"));
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aLineTellsWhetherItWorksAndWhatItIsToldOf() {
    String line = "wh_1  disabled (gone)         https://a.example/  job.*,batch.failed\n";

    assertThat(told("list")).isEqualTo(line);
    assertThat(told("enable", "wh_1")).isEqualTo(line);
  }

  @Test
  void itIsSwitchedOnAndOff() {
    told("enable", "wh_1");
    told("disable", "wh_1");

    assertThat(farm.asked()).extracting(ScriptedFarm.Asked::method).containsOnly("PATCH");
    assertThat(farm.asked())
        .extracting(ScriptedFarm.Asked::body)
        .containsExactly("{\"enabled\":true}", "{\"enabled\":false}");
  }

  @Test
  void aNewSecretIsPrintedAndHowLongTheOldOneLastsIsSaid() {
    assertThat(told("rotate", "wh_1", "--grace", "60")).isEqualTo("wh_1  whsec_x\n");
    assertThat(farm.asked().getFirst().body()).isEqualTo("{\"grace_seconds\":60}");
  }

  @Test
  void aTrialIsAnsweredWithItsDelivery() {
    assertThat(told("test", "wh_1")).isEqualTo("msg_7\n");
  }

  @Test
  void oneIsDeletedAndThatIsSaid() {
    assertThat(told("delete", "wh_1")).isEqualTo("deleted\n");
    assertThat(told("delete", "wh_1", "--json")).isEqualTo("{\"id\":\"wh_1\",\"deleted\":true}\n");
  }

  private String told(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "webhooks";
    System.arraycopy(args, 0, all, 1, args.length);
    return Told.command(farm.address(), all).out();
  }
}
