"""Says which step of Microsoft's update flowcharts a stalled Configuration Manager update is stuck on."""
