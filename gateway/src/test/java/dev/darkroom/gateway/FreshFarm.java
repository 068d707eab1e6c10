package dev.darkroom.gateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Every test has a farm of its own, and a client with the default tenant's key. */
abstract class FreshFarm {
  Farm farm;
  Client client;

  @BeforeEach
  final void startFarm() {
    farm = Farm.ready();
    client = farm.client();
  }

  @AfterEach
  final void stopFarm() {
    farm.close();
  }
}
