/** Policies on real routers: created over REST, initiated by PCEP, moved when links fail. */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { linkBetween, routerOf } from "../../lab/frr/topology.ts";
import { applyLinkFacts, type Controller, untilUp, withController } from "./controller.ts";
import { during, labTest, until } from "./lab.ts";
import { configurePolicy, readLfib, readPolicies, readPolicy, walkLabels } from "./routers.ts";
import { changesPath, lspOf, PCINITIATE, PCREP, PCRPT, PCUPD } from "./wire.ts";

labTest("a policy made over REST is initiated by PCEP and FRR reports it up", async (driver) => {
  await withController(driver, "create", {}, async ({ api, wire }) => {
    await api.createPolicy(avoidingR5);
    const policy = await until("the controller says up", async () => {
      const row = await api.policy("avoid-r5");
      return row.state === "up" && row;
    });
    assert.equal(policy.candidatePaths[0]?.reported?.same, true, policy.verdict);
    const endpoint = routerOf(driver.network, "r4").loopback;
    const frr = await readPolicy(driver, "r1", 1001, endpoint);
    assert.equal(frr?.active, true);
    assert.equal(frr?.bindingSid, 2101);
    assert.equal(frr?.candidatePaths[0]?.origin, "PCEP");
    assert.deepEqual(await walkLabels(driver, "r1", [2101]), ["r1", "r2", "r3", "r4"]);
    const initiates = wire().filter((message) => message.type === PCINITIATE);
    assert.equal(initiates.length, 1);
    const name = lspOf(initiates[0]!)?.name ?? "";
    assert.match(name, /^cairn\.lab\.[\x21-\x7e]+$/);
    assert.ok(name.length <= 50);
    assert.equal(policy.candidatePaths[0]?.symbolicPathName, name);
    await api.call("DELETE", "/v1/policies/avoid-r5");
    await until("FRR has no policy any more", async () => {
      return (await readPolicies(driver, "r1")).length === 0;
    });
  });
});

labTest(
  "a link is cut: the broken policy moves by one PCUpd, the healthy one stays",
  async (driver) => {
    await withController(driver, "link cut moves", {}, async (controller) => {
      const { api, wire } = controller;
      await applyLinkFacts(driver, controller);
      await api.createPolicy(byAdjacencies);
      await api.createPolicy(followingIgp);
      await untilUp(controller, ["by-adjacencies", "following-igp"]);
      assert.deepEqual(await walkLabels(driver, "r1", [2102]), ["r1", "r5", "r4"]);
      const before = wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        await driver.cutLink(link);
        await until("packets avoid the cut link", async () => {
          const routers = await walkLabels(driver, "r1", [2102]);
          return routers.join(" ") === "r1 r2 r3 r4";
        }, 15);
        await untilUp(controller, ["by-adjacencies", "following-igp"]);
        const plspIds = await plspIdsOf(controller);
        const sent = wire().slice(before).filter(changesPath);
        assert.deepEqual(sent.map((message) => message.type), [PCUPD]);
        assert.equal(lspOf(sent[0]!)?.plspId, plspIds.get("by-adjacencies"));
        // zebra keeps the next hop of a binding label that the kernel did not take, so that the
        // packets may go by r5 still; from there the IGP leads them round the cut.
        await until("packets of the healthy one arrive", async () => {
          const routers = (await walkLabels(driver, "r1", [2103])).join(" ");
          return routers === "r1 r2 r3 r4" || routers === "r1 r5 r2 r3 r4";
        });
        assert.equal((await api.policy("by-adjacencies")).moves, 1);
      } finally {
        await driver.restoreLink(link);
      }
    });
  },
);

labTest("excluded links stay excluded for packets while other links fail", async (driver) => {
  await withController(driver, "exclude link", {}, async (controller) => {
    const { api } = controller;
    await api.createPolicy(avoidingLink);
    await untilUp(controller, ["avoid-r4-r5"]);
    const excluded = /r4 r5|r5 r4/;
    const walk = async () => (await walkLabels(driver, "r1", [2104])).join(" ");
    assert.equal(await walk(), "r1 r2 r3 r4");
    const link = linkBetween(driver.network, "r1", "r2");
    try {
      await driver.cutLink(link);
      await until("packets go round the cut and the excluded link", async () => {
        const routers = await walk();
        return routers === "r1 r5 r2 r3 r4";
      }, 15);
      await during(3, async () => assert.doesNotMatch(await walk(), excluded));
    } finally {
      await driver.restoreLink(link);
    }
  });
});

labTest(
  "no path left: the installed list is kept, with a reason, until one returns",
  async (driver) => {
    await withController(driver, "no path", {}, async (controller) => {
      const { api, wire } = controller;
      await api.createPolicy(avoidingR5);
      await untilUp(controller, ["avoid-r5"]);
      const before = wire().length;
      const link = linkBetween(driver.network, "r2", "r3");
      try {
        await driver.cutLink(link);
        const policy = await until("the policy has no path", async () => {
          const row = await api.policy("avoid-r5");
          return row.state === "noPath" && row;
        });
        assert.notEqual(policy.verdict, "");
        assert.deepEqual((await readLfib(driver, "r1")).get(2101)?.outLabels.length, 2);
        assert.deepEqual(wire().slice(before).filter(changesPath), []);
      } finally {
        await driver.restoreLink(link);
      }
      await untilUp(controller, ["avoid-r5"]);
    });
  },
);

labTest("a dynamic policy of the router is computed when it asks (PCReq)", async (driver) => {
  await withController(driver, "delegated by request", {}, async ({ api, wire }) => {
    await configurePolicy(driver, dynamicPolicy(driver.network));
    await untilAsked(driver);
    const lsp = await until("the LSP is listed as delegated", async () => {
      return (await api.lsps()).find((row) => row.router === "r1" && row.delegated);
    });
    // FRR sets the create flag on what it asked for itself, so who made it stays open.
    assert.notEqual(lsp.createdBy, "pce");
    assert.equal(lsp.holder, "cairn");
    const sent = wire().filter(changesPath);
    assert.deepEqual(sent.map((message) => message.type), [PCREP]);
  });
});

labTest("a freeze holds the answer to a router's question, thaw lets it go", async (driver) => {
  await withController(driver, "frozen question", {}, async ({ api, wire }) => {
    await api.call("POST", "/v1/freeze", { reason: "test" });
    await configurePolicy(driver, dynamicPolicy(driver.network));
    await until("FRR names it after its questions had no answer", async () => {
      const row = (await api.policies()).find(({ origin }) => origin === "router");
      return row?.state === "held";
    });
    assert.deepEqual(wire().filter(changesPath), []);
    await api.call("POST", "/v1/thaw", {});
    await untilAsked(driver);
    assert.deepEqual(wire().filter(changesPath).map((message) => message.type), [PCUPD]);
  });
});

labTest("a dynamic policy without a path gets one when there is one", async (driver) => {
  await withController(driver, "asked in vain", {}, async ({ api, wire }) => {
    const links = [
      linkBetween(driver.network, "r2", "r3"),
      linkBetween(driver.network, "r3", "r4"),
    ];
    try {
      for (const link of links) await driver.cutLink(link);
      await until("r3 is cut off", async () => (await api.status()).linksUp === 8);
      await configurePolicy(driver, dynamicPolicy(driver.network));
      await until("the controller knows it by name and says why not", async () => {
        const row = (await api.policies()).find(({ origin }) => origin === "router");
        return row?.state === "noPath";
      });
      assert.deepEqual(wire().filter(changesPath), []);
    } finally {
      for (const link of links) await driver.restoreLink(link);
    }
    await untilAsked(driver);
  });
});

labTest("a dynamic policy that waits since before the controller is computed", async (driver) => {
  const prepare = () => configurePolicy(driver, dynamicPolicy(driver.network));
  await withController(driver, "delegated by report", {}, async ({ wire }) => {
    await untilAsked(driver);
    await until("FRR reports it up and delegated", () => {
      return Promise.resolve(
        wire().some((message) =>
          message.type === PCRPT && lspOf(message)?.operational === 2 && lspOf(message)?.delegated
        ),
      );
    });
  }, prepare);
});

/** Until the dynamic policy is active and its packets arrive. */
async function untilAsked(driver: Driver): Promise<void> {
  await until("FRR has the dynamic policy active", async () => {
    const [policy] = await readPolicies(driver, "r1");
    return policy?.active === true;
  });
  // By which router depends on where the IGP led the first label when the list came: zebra keeps
  // the next hop of a binding label that the kernel did not take.
  await until("its packets arrive", async () => {
    return (await walkLabels(driver, "r1", [4002])).at(-1) === "r3";
  });
}

async function plspIdsOf({ api }: Controller): Promise<ReadonlyMap<string, number>> {
  const lsps = await api.lsps();
  return new Map(lsps.map((lsp) => [lsp.policy ?? lsp.symbolicPathName, lsp.plspId]));
}

const dynamicPolicy = (network: Parameters<typeof routerOf>[0]) => ({
  router: "r1",
  name: "asked",
  color: 77,
  endpoint: routerOf(network, "r3").loopback,
  preference: 100,
  bindingSid: 4002,
  segments: "dynamic",
} as const);

const avoidingR5 = {
  name: "avoid-r5",
  headend: "r1",
  endpoint: "r4",
  color: 1001,
  bindingSid: "2101",
  candidatePaths: [
    { preference: 100, dynamic: { metric: "igp", exclude: [{ router: "r5" }] } },
  ],
};
const byAdjacencies = {
  name: "by-adjacencies",
  headend: "r1",
  endpoint: "r4",
  color: 1002,
  bindingSid: "2102",
  candidatePaths: [
    { preference: 100, dynamic: { metric: "delay", segments: { prefer: "adjacency" } } },
  ],
};
const followingIgp = {
  name: "following-igp",
  headend: "r1",
  endpoint: "r4",
  color: 1003,
  bindingSid: "2103",
  candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }],
};
const avoidingLink = {
  name: "avoid-r4-r5",
  headend: "r1",
  endpoint: "r4",
  color: 1004,
  bindingSid: "2104",
  candidatePaths: [
    { preference: 100, dynamic: { metric: "igp", exclude: [{ link: "r4--r5" }] } },
  ],
};
