package dev.darkroom.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void farmsThatShareABrokerHaveNoNameInCommon() {
    Topics one = new Topics("studio-a", 4);
    Topics other = new Topics("studio-b", 4);

    assertThat(one.name(Topic.COMMANDS)).isNotEqualTo(other.name(Topic.COMMANDS));
    assertThat(one.ownName("scheduler-0")).isEqualTo("studio-a.scheduler-0");
    assertThat(other.ownName("scheduler-0")).isNotEqualTo(one.ownName("scheduler-0"));
  }

  @Test
  void theFirstFarmsNamesStayWhatTheirLogsKnow() {
    assertThat(Topics.DEFAULT.ownName("scheduler")).isEqualTo("scheduler");
  }
}
