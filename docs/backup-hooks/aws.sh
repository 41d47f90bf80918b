#!/bin/sh
# Snapshots of the root volume of an EC2 instance whose tag Name is the host's name. Other volumes are not in them.
# restore replaces the root volume, which reboots the instance.
set -eu
action=$1 machine=$2 name=$3

one() {
  case $2 in
    '' | None) echo "there is no $1" >&2; exit 1 ;;
    *[[:space:]]*) echo "there is more than one $1" >&2; exit 1 ;;
  esac
  printf '%s\n' "$2"
}

instance=$(aws ec2 describe-instances --output text --query 'Reservations[].Instances[].InstanceId' \
  --filters "Name=tag:Name,Values=$machine" Name=instance-state-name,Values=running,stopped)
instance=$(one "instance $machine" "$instance")

snapshots() {
  aws ec2 describe-snapshots --owner-ids self --output text --query 'Snapshots[].SnapshotId' \
    --filters "Name=tag:ferry,Values=$name" "Name=tag:instance,Values=$instance"
}

case $action in
  create)
    device=$(aws ec2 describe-instances --instance-ids "$instance" --output text \
      --query 'Reservations[0].Instances[0].RootDeviceName')
    volume=$(aws ec2 describe-instances --instance-ids "$instance" --output text \
      --query "Reservations[0].Instances[0].BlockDeviceMappings[?DeviceName=='$device'].Ebs.VolumeId")
    tags="ResourceType=snapshot,Tags=[{Key=ferry,Value=$name},{Key=instance,Value=$instance}]"
    id=$(aws ec2 create-snapshot --volume-id "$volume" --description "made by Ferry" --tag-specifications "$tags" \
      --output text --query SnapshotId)
    aws ec2 wait snapshot-completed --snapshot-ids "$id"
    ;;
  restore)
    snapshot=$(one "snapshot $name" "$(snapshots)")
    task=$(aws ec2 create-replace-root-volume-task --instance-id "$instance" --snapshot-id "$snapshot" --output text \
      --query ReplaceRootVolumeTask.ReplaceRootVolumeTaskId)
    while :; do
      state=$(aws ec2 describe-replace-root-volume-tasks --replace-root-volume-task-ids "$task" --output text \
        --query 'ReplaceRootVolumeTasks[0].TaskState')
      case $state in
        succeeded) exit 0 ;;
        failed*) echo "the task $task: $state" >&2; exit 1 ;;
      esac
      sleep 5
    done
    ;;
  remove) for id in $(snapshots); do aws ec2 delete-snapshot --snapshot-id "$id"; done ;;
  exists) one "snapshot $name" "$(snapshots)" >/dev/null ;;
  *) echo "there is no action $action" >&2; exit 64 ;;
esac
