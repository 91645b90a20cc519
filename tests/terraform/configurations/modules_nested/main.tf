module "region" {
  source   = "./modules/region"
  for_each = toset(["eu", "us"])
  name     = each.key
  queues   = each.key == "eu" ? ["a", "b"] : ["c"]
}

resource "terraform_data" "root" {
  input = { for name, region in module.region : name => region.queues }
}
