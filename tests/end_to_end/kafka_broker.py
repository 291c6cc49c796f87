# SPDX-License-Identifier: Apache-2.0
"""A real Apache Kafka of one broker (KRaft) that can be killed, and what lies in its topics as kcat reads it."""
import base64
import json
import os
import pathlib
import signal
import subprocess
import uuid

from harness import free_port, wait_until

JARS = os.environ.get("SUOLEDGER_KAFKA_JARS")
HEAP = "-Xmx384m"


class Kafka:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True)
        self.port, controller = free_port(), free_port()
        self.brokers = f"127.0.0.1:{self.port}"
        self.properties = self.directory / "server.properties"
        self.properties.write_text("\n".join([
            "process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners=PLAINTEXT://{self.brokers},CONTROLLER://127.0.0.1:{controller}",
            f"advertised.listeners=PLAINTEXT://{self.brokers}", "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=PLAINTEXT",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            f"log.dirs={self.directory / 'data'}", "offsets.topic.replication.factor=1",
            "offsets.topic.num.partitions=1", "broker.session.timeout.ms=2000", "broker.heartbeat.interval.ms=300",
            "group.initial.rebalance.delay.ms=0", "auto.create.topics.enable=false",
            # What was acknowledged is on the disk: a kill -9 takes nothing, and a pulled plug would take nothing.
            "log.flush.interval.messages=1", ""]))
        self.process = None
        self._java("kafka.tools.StorageTool", "format", "-t", self._cluster_id(), "-c", self.properties)

    @staticmethod
    def _cluster_id():
        """Sixteen bytes in base64url; the first is zero, so that it does not begin with a dash and pass for an option."""
        return base64.urlsafe_b64encode(bytes(1) + uuid.uuid4().bytes[1:]).decode().rstrip("=")

    def _java(self, *arguments):
        subprocess.run(["java", "-cp", f"{JARS}/*", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=120)

    def start(self, wait=True):
        log = open(self.directory / "kafka.log", "ab")
        self.process = subprocess.Popen(["java", HEAP, "-cp", f"{JARS}/*", "kafka.Kafka", self.properties], stdout=log,
                                        stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        if wait:
            self.wait()
        return self

    def wait(self):
        wait_until(self.answers, 120, "Kafka did not start")

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"Kafka ended with {self.process.returncode}: see {self.directory}/kafka.log")
        return subprocess.run(["kcat", "-b", self.brokers, "-L", "-m", "2"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def topics(self):
        """Partitions by name."""
        shown = subprocess.run(["kcat", "-b", self.brokers, "-L", "-J"], capture_output=True, check=True, timeout=60)
        return {topic["topic"]: len(topic["partitions"]) for topic in json.loads(shown.stdout)["topics"]}

    def records(self, topic):
        """All of them, a partition's in order: (partition, offset, key, headers, value)."""
        read = subprocess.run(["kcat", "-b", self.brokers, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
                              capture_output=True, check=True, timeout=120)
        for line in read.stdout.splitlines():
            record = json.loads(line)
            flat = record.get("headers", [])
            headers = dict(zip(flat[::2], flat[1::2]))
            yield record["partition"], record["offset"], record.get("key"), headers, record["payload"]

    def last_offset(self, topic):
        """How many records there are in partition 0."""
        asked = subprocess.run(["kcat", "-b", self.brokers, "-Q", "-t", f"{topic}:0:-1"], capture_output=True, check=False,
                               text=True, timeout=60)
        return int(asked.stdout.split("offset ")[1]) if "offset " in asked.stdout else 0
